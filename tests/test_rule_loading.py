"""Rules are read strictly: an error names file, line, key and remedy."""

import pickle
import re
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # has no stubs
import pytest
import yaml

from pipeline.clean import clean
from pipeline.cli import new_project
from pipeline.document import Document
from pipeline.errors import BadRules
from pipeline.rules import json_schema
from pipeline.rules.examples import failed_examples
from pipeline.rules.loading import DEFAULTS, SCHEMAS, load_rules
from pipeline.rules.rule_lookup import known_ids, look_up
from pipeline.rules.validation import key_names, schema_at


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


def test_an_error_survives_pickling(tmp_path: Path) -> None:
    why = load_error(tmp_path, "corpus.yaml", "max_bytes: no\n")
    copy = pickle.loads(pickle.dumps(why))  # noqa: S301 - made here
    assert (str(copy), copy.line, copy.remedy) == (str(why), why.line, why.remedy)


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
    (tmp_path / "configs" / "boilerplate" / "mine.yaml").unlink()
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


def test_the_first_rule_of_a_new_project_is_valid_and_acts(tmp_path: Path) -> None:
    list(new_project.make(tmp_path))
    rule_set = load_rules(str(tmp_path / "configs"))
    assert list(failed_examples(rule_set)) == []
    assert "boilerplate/my-first-rule" in known_ids(rule_set)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("boilerplate.yaml", "rule: []\n", "boilerplate.yaml:1: rule: unknown key `rule`; did you mean `rules`?"),
        ("boilerplate/a.yaml", "rules:\n- idd: a\n", "a.yaml:2: rules.0.idd: unknown key `idd`; did you mean `id`?"),
        (
            "boilerplate/a.yaml",
            "rules:\n- {id: a, takes: x}\n",
            "rules.0.takes: the key `takes` is now called `following`",
        ),
        ("spellings/a.yaml", "entries:\n- prefLabel: Ab\n  people: true\n", "is now called `also_surname`"),
        ("spellings/a.yaml", "entries:\n- preflabel: Ab\n", "unknown key `preflabel`; did you mean `prefLabel`?"),
        ("typos/a.yaml", "other_languages:\n- {lang: de}\n", "unknown key `lang`; did you mean `language`?"),
        ("typos.yaml", "tongues: []\n", "the key `tongues` is now called `other_languages`"),
        ("decisions.yaml", "decisions:\n- {action: set, doc: a}\n", "unknown key `doc`"),
    ],
)
def test_an_unknown_key_is_answered_with_the_right_one(tmp_path: Path, name: str, content: str, message: str) -> None:
    assert message in str(load_error(tmp_path, name, content))


def test_every_renamed_key_leads_to_a_key_that_exists() -> None:
    seen = 0
    for schema in SCHEMAS.values():
        for model in _models(schema):
            renamed = getattr(model, "renamed_keys", {})
            assert set(renamed.values()) <= set(key_names(model)), model
            seen += len(renamed)
    assert seen > 20


def _models(schema: type) -> set[type]:
    """A schema and the models of its parts."""
    found, waiting = {schema}, [schema]
    while waiting:
        model = waiting.pop()
        for key in key_names(model):
            for loc in ((key,), (key, 0), (key, "x"), (key, "x", 0)):
                part = schema_at(model, loc)
                if part and part not in found:
                    found.add(part)
                    waiting.append(part)
    return found


RULE = """rules:
- id: {id}
  line: [read the gazette daily]
  drops: [Read the gazette daily]
  keeps: [He can read the gazette.]
"""
TEXT = """The harbour of the town was opened again on Monday, its master told the council.

Read the gazette daily

Find the Courier on Facebook

Eleven ships with grain left for Egypt before noon, and nine more were to follow.
"""


def cleaned(folder: Path | None) -> str:
    return clean(Document("a.txt", TEXT.encode()), load_rules(str(folder) if folder else None).rules).text


def test_a_rule_of_the_same_id_replaces_the_default_one(tmp_path: Path) -> None:
    (tmp_path / "boilerplate").mkdir()
    (tmp_path / "boilerplate" / "mine.yaml").write_text(RULE.format(id="follow-us"))
    default, mine = cleaned(None), cleaned(tmp_path)
    assert ("Find the Courier on Facebook" in default, "Read the gazette daily" in default) == (False, True)
    assert ("Find the Courier on Facebook" in mine, "Read the gazette daily" in mine) == (True, False)


def test_a_duplicate_id_in_the_users_own_files_is_an_error_of_them(tmp_path: Path) -> None:
    why = load_error(tmp_path, "boilerplate/mine.yaml", RULE.format(id="a") + RULE.format(id="a").partition("\n")[2])
    assert why.file == str(tmp_path / "boilerplate" / "mine.yaml")
    assert "a" in why.problem


@pytest.mark.parametrize("name", ["corpus.yaml", "boilerplate.yaml", "boilerplate/mine.yaml"])
def test_a_default_rule_is_switched_off_by_its_id(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("off: [boilerplate/follow-us]\n")
    assert "Find the Courier on Facebook" in cleaned(tmp_path)
    assert load_rules(str(tmp_path)).digest != load_rules().digest


@pytest.mark.parametrize(
    ("rule", "text", "kept"),
    [
        ("spellings/Kyiv", "They met in Kiev on Monday.", "Kiev"),
        ("typos/recieve", "They recieve it on Monday.", "recieve"),
        ("layout/spaces", "They met  there on Monday.", "met  there"),
        ("boilerplate/classifier", "They met there on Monday.", "met there"),
    ],
)
def test_a_rule_of_every_kind_is_switched_off(tmp_path: Path, rule: str, text: str, kept: str) -> None:
    (tmp_path / "corpus.yaml").write_text(f"off: [{rule}]\n")
    assert kept in clean(Document("a.txt", text.encode()), load_rules(str(tmp_path)).rules).text


@pytest.mark.parametrize(
    ("off", "message"),
    [
        (
            "[boilerplate/folow-us]",
            "corpus.yaml:1: off: there is no rule boilerplate/folow-us; did you mean `follow-us`?",
        ),
        ("[boilerplat/follow-us]", "there is no stage 'boilerplat'; did you mean `boilerplate`?"),
        ("[charset/utf-8]", "rules of charset cannot be switched off"),
        ("follow-us", "off: Input should be a valid tuple"),
    ],
)
def test_a_rule_that_cannot_be_switched_off_is_an_error(tmp_path: Path, off: str, message: str) -> None:
    assert message in str(load_error(tmp_path, "corpus.yaml", f"off: {off}\n"))


def test_a_rule_is_looked_up_with_its_place_and_examples(tmp_path: Path) -> None:
    (tmp_path / "boilerplate").mkdir()
    (tmp_path / "boilerplate" / "mine.yaml").write_text(RULE.format(id="mine"))
    rule_set = load_rules(str(tmp_path))
    info = look_up("boilerplate/mine", rule_set, str(tmp_path))
    assert info is not None
    assert (info.file, info.line) == (tmp_path / "boilerplate" / "mine.yaml", 2)
    assert (len(info.examples), info.does.partition(" ")[0]) == (2, "removes")
    default = look_up("spellings/Kyiv", rule_set, str(tmp_path))
    assert default is not None
    assert default.file == DEFAULTS / "spellings" / "ukraine.yaml"
    assert look_up("boilerplate/none", rule_set, str(tmp_path)) is None


def test_json_schemas_accept_the_default_rules_and_refuse_wrong_keys() -> None:
    schemas = dict(json_schema.all_schemas())
    for path in DEFAULTS.rglob("*.yaml"):
        line = json_schema.editor_line(path.relative_to(DEFAULTS).as_posix())
        validator = jsonschema.Draft202012Validator(schemas[line.rpartition("/")[2]])
        data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506 - strings only
        unknown = [error.message for error in validator.iter_errors(data) if error.validator == "additionalProperties"]
        assert unknown == [], path
        assert list(validator.iter_errors({**data, "no_such_key": 1}))


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "line", "problem"),
    [
        pytest.param("max_bytes: " + "[" * 100_000, 1, "nested too deeply", id="nesting"),
        pytest.param(
            "".join(f"{' ' * depth}a:\n" for depth in range(3_000)), 51, "nested too deeply", id="block nesting"
        ),
        pytest.param(BOMB, 7, "aliases expand to too many values", id="alias bomb"),
        pytest.param("a: &a [*a]\n", 1, "unknown key `a`", id="recursive alias"),
        pytest.param("max_bytes: !!int many\n", 1, "does not fit its tag int", id="bad int"),
        pytest.param("max_bytes: !!timestamp soon\n", 1, "does not fit its tag timestamp", id="bad timestamp"),
        pytest.param('max_bytes: !!binary "*"\n', 1, "", id="bad binary"),
        pytest.param("max_bytes: !!float x\n", 1, "does not fit its tag float", id="bad float"),
        pytest.param("max_bytes: " + "9" * 5_000 + "\n", 1, "", id="a long number"),
        pytest.param("? [a, b]\n: 1\n", 1, "", id="a list as key"),
        pytest.param("max_bytes: 1\n---\nmax_bytes: 2\n", 2, "", id="two documents"),
        pytest.param("max_bytes: \x00\n", 0, "", id="a control character"),
        pytest.param("1: 2\n", 1, "Keys should be strings; it is 1", id="a number as key"),
        pytest.param("<<: 3\n", 1, "", id="a bad merge"),
    ],
)
def test_a_hostile_file_is_one_short_error(tmp_path: Path, content: str, line: int, problem: str) -> None:
    why = load_error(tmp_path, "corpus.yaml", content)
    assert problem in why.problem
    assert why.line == line
    assert len(str(why)) < 800
    assert "\n" not in str(why)


def test_a_folder_named_like_a_config_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "corpus.yaml").mkdir()
    with pytest.raises(BadRules, match=r"corpus.yaml: Is a directory. A rule file must be a readable file."):
        load_rules(str(tmp_path))
