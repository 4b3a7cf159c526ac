"""Rules are read strictly: an error names file, line, key and remedy."""

import re
from pathlib import Path

import pytest

from pipeline.cli import new_project
from pipeline.errors import BadRules
from pipeline.rules.loading import load_rules


def load_error(tmp_path: Path, name: str, content: str) -> BadRules:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(BadRules) as caught:
        load_rules(str(tmp_path))
    return caught.value


@pytest.mark.parametrize(
    ("content", "line", "key", "problem"),
    [
        pytest.param("# first\nmax_bytes: no\n", 2, "max_bytes", "valid integer", id="no is a word, not False"),
        pytest.param("max_bytes: 1\nmax_bytes: 2\n", 2, "", "duplicate key 'max_bytes'", id="a key twice"),
        pytest.param(
            "\n\nmaxbytes: 1\n", 3, "maxbytes", "unknown key `maxbytes`; did you mean `max_bytes`?", id="an unknown key"
        ),
        pytest.param("max_bytes: [\n", 2, "", "did not find", id="truncated YAML"),
        pytest.param("- 1\n", 1, "", "not a mapping", id="a list"),
        pytest.param("max_bytes: 0\n", 1, "max_bytes", "greater than 0", id="out of range"),
        pytest.param(
            "max_bytes: !!python/object:os.system {}\n", 1, "", "could not determine a constructor", id="code"
        ),
    ],
)
def test_an_error_names_file_line_and_key(tmp_path: Path, content: str, line: int, key: str, problem: str) -> None:
    why = load_error(tmp_path, "corpus.yaml", content)
    assert (why.file, why.line, why.key) == (str(tmp_path / "corpus.yaml"), line, key)
    assert problem in why.problem
    assert why.remedy


def test_a_file_of_no_stage_is_refused(tmp_path: Path) -> None:
    assert "no stage has this name" in str(load_error(tmp_path, "boilerpalte.yaml", "{}"))


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRules, match="there is no such folder"):
        load_rules(str(tmp_path / "none"))


def test_a_users_key_replaces_the_default_one(tmp_path: Path) -> None:
    (tmp_path / "corpus.yaml").write_text("max_bytes: 7\n")
    mine, default = load_rules(str(tmp_path)), load_rules()
    assert mine.corpus.max_bytes == 7
    assert mine.digest != default.digest
    assert {name: rules for name, rules in mine.rules.items() if name != "corpus"} == {
        name: rules for name, rules in default.rules.items() if name != "corpus"
    }


def test_a_comment_does_not_change_the_digest(tmp_path: Path) -> None:
    (tmp_path / "corpus.yaml").write_text("# mine\nmax_bytes: 20000000\n")
    assert load_rules(str(tmp_path)).digest == load_rules().digest


def test_a_new_project_has_the_default_rules_until_a_line_is_uncommented(tmp_path: Path) -> None:
    paths = list(new_project.make(tmp_path))
    assert load_rules(str(tmp_path / "configs")).digest == load_rules().digest
    assert tmp_path / "configs" / "corpus.yaml" in paths
    path = tmp_path / "configs" / "corpus.yaml"
    path.write_text(re.sub(r"# max_bytes: \d+", "max_bytes: 5", path.read_text("utf-8")))
    assert load_rules(str(tmp_path / "configs")).corpus.max_bytes == 5


def test_a_project_is_never_overwritten(tmp_path: Path) -> None:
    list(new_project.make(tmp_path))
    (tmp_path / "configs" / "corpus.yaml").write_text("max_bytes: 5\n")
    assert list(new_project.make(tmp_path)) == []
    assert load_rules(str(tmp_path / "configs")).corpus.max_bytes == 5
