"""The Python API: results, edits, undo, errors, worker processes, types, import cost."""

import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline
from pipeline import BadRules, CleanedDocument, Cleaner, Document, Edit, Fact, Span, Unreadable, stage
from pipeline.document import undoing
from pipeline.stages import STAGES

ROOT = Path(__file__).parent.parent
TEXT = "The ferry from Kiev will recieve guests on Monday, its owner said.\n"
PARAGRAPHS = "".join(f"<p>Guests of ship {number} went to the harbour on foot before noon.</p>" for number in range(9))
PAGE = f"<html><head><title>Ferry sails</title></head><body><h1>Ferry sails</h1>{PARAGRAPHS}</body></html>"


@pytest.fixture(scope="module")
def cleaner() -> Cleaner:
    return Cleaner()


def test_every_exported_name_exists() -> None:
    assert {name for name in pipeline.__all__ if not hasattr(pipeline, name)} == set()
    with pytest.raises(AttributeError, match="no attribute 'Claener'"):
        pipeline.Claener  # noqa: B018 - the attribute is what raises


def test_the_fields_of_a_document(cleaner: Cleaner) -> None:
    row = {
        "text": TEXT,
        "title": "Ferry to Odesa sails again",
        "date": "2024-02-27",
        "author": "Ada Holt; Ben Ruiz",
        "url": "https://planet.example/a",
    }
    doc = cleaner.clean(row)
    assert (doc.title, doc.date, doc.language) == ("Ferry to Odesa sails again", "2024-02-27", "en")
    assert (doc.authors, doc.url) == (("Ada Holt", "Ben Ruiz"), "https://planet.example/a")
    assert doc.text == "The ferry from Kyiv will receive guests on Monday, its owner said."
    assert doc.markdown.endswith(f"# {doc.title}\n\n{doc.text}\n")
    assert doc.to_dict()["text"] == doc.text


def test_a_field_that_is_not_known_is_empty(cleaner: Cleaner) -> None:
    doc = cleaner.clean("The ferry sails again on Monday, its owner said.")
    assert (doc.title, doc.date, doc.authors, doc.url) == ("", "", (), "")


def test_edits_have_stage_rule_span_and_context(cleaner: Cleaner) -> None:
    edit = next(edit for edit in cleaner.clean(TEXT).edits if edit.stage == "typos")
    assert (edit.rule, edit.before, edit.after) == ("typos/recieve", "recieve", "receive")
    assert edit.context[0].endswith("from Kiev will ")
    assert edit.context[1].startswith(" guests on Monday")
    assert "[-recieve-]{+receive+}" in cleaner.clean(TEXT).explain()


def test_undo_of_one_rule_keeps_the_other_edits(cleaner: Cleaner) -> None:
    doc = cleaner.clean(TEXT)
    assert doc.undo("spellings/Kyiv") == doc.text.replace("Kyiv", "Kiev")
    assert doc.undo("typos/recieve", "spellings/Kyiv") == doc.text.replace("Kyiv", "Kiev").replace("eceive", "ecieve")
    assert doc.undo().strip() == TEXT.strip()


@pytest.mark.parametrize("html", [True, False, None])
def test_html_is_recognised_or_forced(cleaner: Cleaner, html: bool | None) -> None:  # noqa: FBT001 - a parameter of the test
    assert ("<p>" in cleaner.clean(PAGE, html=html).text) == (html is False)


def test_a_str_and_its_bytes_give_the_same_document(cleaner: Cleaner) -> None:
    assert cleaner.clean(PAGE).text == cleaner.clean(PAGE.encode()).text


def test_a_str_is_not_decoded_by_the_charset_that_it_declares(cleaner: Cleaner) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="shift_jis">').replace("ship 3", "ship Élan")
    assert "ship Élan" in cleaner.clean(page).text


def test_the_url_selects_the_rule_of_a_site(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "planet.example.yaml").write_text(
        "body: div.story\npages:\n- html: <div class=story><p>One two three four five six seven eight nine.</p></div>\n"
    )
    page = PAGE.replace(
        "</h1>", "</h1><div class=story><p>Only this paragraph is the story of the ferry today.</p></div>"
    )
    doc = Cleaner(configs=tmp_path).clean(page, url="https://www.planet.example/a")
    assert doc.text == "Only this paragraph is the story of the ferry today."


def test_what_cannot_be_cleaned_raises_with_reason_and_remedy(cleaner: Cleaner) -> None:
    with pytest.raises(Unreadable) as caught:
        cleaner.clean(b"\x89PNG\r\n\x1a\n")
    assert caught.value.rule == "charset/binary"
    assert caught.value.remedy


def test_a_page_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corpus.yaml").write_text("max_bytes: 20\n")
    with pytest.raises(Unreadable, match="larger than max_bytes, 20"):
        Cleaner(configs=tmp_path).clean(TEXT)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("Cleaner(configs=3)", "configs must be the path of a folder, not int"),
        ("Cleaner(style=3)", "style must be str, not int"),
        ("cleaner.clean(None)", "page must be str, bytes or a mapping, not NoneType"),
        ("cleaner.clean(Path('a.html'))", r"not PosixPath: pass its content, path.read_bytes\(\)"),
        ("cleaner.clean('a', url=b'b')", "url must be str, not bytes"),
        ("cleaner.clean('a', html='yes')", "html must be True, False or None, not str"),
        ("cleaner.clean_many('a')", "documents must be an iterable of pages, not str"),
        ("cleaner.clean_many(['a'], workers='2')", "workers must be int, not str"),
        ("cleaner.with_stages([3])", "a stage must have __name__, Rules and find; 3 has no __name__"),
        ("cleaner.clean('a').undo(3)", "a rule must be str such as 'typos/recieve', not int"),
    ],
)
def test_wrong_types_raise_type_error(cleaner: Cleaner, call: str, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        eval(call, {"cleaner": cleaner, "Cleaner": Cleaner, "Path": Path})  # noqa: S307 - calls that no type checker passes


SHOUT = '''
"""A user's stage."""
import os, time
from pipeline import Edit, Span
from pipeline.stage import Rules as StageRules

class Rules(StageRules):
    word: str = "ferry"

def find(doc, rules):
    if "crash" in doc.text: os._exit(9)
    if "hang" in doc.text: time.sleep(60)
    if "bug" in doc.text: raise KeyError("a bug")
    at = doc.text.find(rules.word)
    return [Edit(Span(at, at + len(rules.word)), rules.word, rules.word.upper(), "shout/word")] if at >= 0 else []
'''


@pytest.fixture
def shout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A stage of a user's own, in a module that is importable."""
    (tmp_path / "shout.py").write_text(SHOUT)
    monkeypatch.syspath_prepend(str(tmp_path))
    import shout  # type: ignore[import-not-found]  # made above

    yield shout
    del sys.modules["shout"]


def test_a_stage_of_ones_own_runs_with_its_rules(tmp_path: Path, shout: ModuleType) -> None:
    (tmp_path / "shout.yaml").write_text("word: guests\n")
    cleaner = Cleaner(configs=tmp_path, stages=[*STAGES, shout])
    assert "receive GUESTS" in cleaner.clean(TEXT).text
    with pytest.raises(BadRules, match="no stage has this name"):
        Cleaner(configs=tmp_path)


def test_a_stage_may_be_any_object() -> None:
    def find(doc: Document, _: object) -> list[Edit | Fact]:
        return [Edit(Span(0, 3), doc.text[:3], "A", "first/word")]

    first = SimpleNamespace(__name__="first", Rules=stage.Rules, find=find)
    assert (
        Cleaner().with_stages([*STAGES, first]).clean("The ferry sails on Monday.").text == "A ferry sails on Monday."
    )


def test_clean_many_keeps_the_order_and_gives_failures_as_results(tmp_path: Path, shout: ModuleType) -> None:
    (tmp_path / "corpus.yaml").write_text("max_seconds: 12\n")
    cleaner = Cleaner(configs=tmp_path).with_stages([*STAGES, shout])
    pages: list[str | bytes] = [
        TEXT,
        "It will crash the harbour.",
        b"",
        "It will hang in the harbour.",
        "A bug is in the harbour.",
        TEXT,
    ]
    results = list(cleaner.clean_many(pages, workers=2))
    assert [result.source for result in results] == [f"page {number}" for number in range(1, 7)]
    assert [result.rule for result in results] == ["", "run/crash", "charset/empty", "run/time", "run/bug", ""]
    assert results[4].reason == "KeyError: 'a bug'"
    assert all(result.reason and result.remedy for result in results[1:5])
    assert isinstance(results[5].document, CleanedDocument)
    assert results[5].document.text == cleaner.clean(TEXT).text


def test_clean_many_is_lazy_and_can_be_left_early(cleaner: Cleaner) -> None:
    taken: list[int] = []

    def pages() -> Iterator[str]:
        for number in range(10_000):
            taken.append(number)
            yield TEXT

    results = cleaner.clean_many(pages())
    assert next(results).document is not None
    results.close()  # type: ignore[attr-defined]  # a generator
    assert len(taken) < 20


def test_import_is_cheap_and_loads_nothing_heavy() -> None:
    code = textwrap.dedent(
        """
        import sys
        import pipeline
        assert "pydantic" not in sys.modules
        from pipeline import Cleaner, Document, Edit, Fact, BadRules, Unreadable, __version__
        Cleaner().clean("The ferry sails on Monday, its owner said.")
        print(sorted({"prefect", "pyarrow", "numpy", "lxml", "trafilatura", "rich"} & set(sys.modules)))
        """
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_users_script_passes_mypy_strict(tmp_path: Path) -> None:
    script = """
from pipeline import BadRules, CleanedDocument, Cleaner, Document, Edit, Fact, Unreadable, __version__

def main() -> None:
    try:
        cleaner = Cleaner(configs=None, style="guardian")
        doc: CleanedDocument = cleaner.clean(b"Kiev said ...", url="https://planet.example", html=False)
    except (BadRules, Unreadable) as why:
        print(why.remedy)
        return
    authors: tuple[str, ...] = doc.authors
    for edit in doc.edits:
        print(edit.stage, edit.rule, edit.before, edit.after, edit.span.start, edit.context[0])
    print(doc.title, doc.text, doc.date, authors, doc.language, doc.markdown, doc.explain(), doc.undo(), doc.to_dict())
    for result in cleaner.clean_many(["a", b"b"], workers=2):
        print(result.reason if result.document is None else result.document.title)
"""
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "wrong.py").write_text("from pipeline import Cleaner\nCleaner().clean(3)\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "cache")]
    right = subprocess.run([*command, "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert right.returncode == 0, right.stdout
    wrong = subprocess.run([*command, "wrong.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 'incompatible type "int"' in wrong.stdout


@given(data=st.data())
def test_undo_of_some_edits_in_separate_words_gives_the_text_without_them(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(["ab", "c", "def", "é"]), min_size=1, max_size=6))
    doc = Document("a", b"").take("extract", [Fact("text", " ".join(words), "extract/plain")])
    expected = list(words)
    for _ in range(data.draw(st.integers(1, 4))):
        current = doc.text.split(" ")
        chosen = data.draw(st.sets(st.integers(0, len(current) - 1), min_size=1))
        edits: list[Edit | Fact] = []
        for number in sorted(chosen):
            start = sum(len(word) + 1 for word in current[:number])
            after = data.draw(st.sampled_from(["x", "yz", "wvu"]))
            keep = expected[number] == current[number] and data.draw(st.booleans())
            span = Span(start, start + len(current[number]))
            edits.append(Edit(span, current[number], after, "a/keep" if keep else "a/undo"))
            if keep:
                expected[number] = after
        doc = doc.take("a", edits)
    assert undoing.without(doc, lambda edit: edit.rule == "a/undo") == " ".join(expected)
    assert undoing.without(doc, lambda edit: True) == " ".join(words)  # noqa: ARG005 - every edit
    assert undoing.without(doc, lambda edit: False) == doc.text  # noqa: ARG005 - no edit


def test_undo_of_all_rules_gives_the_extracted_text_of_every_sample(cleaner: Cleaner) -> None:
    for path in sorted((ROOT / "raw").rglob("*.txt"))[:12]:
        try:
            doc = cleaner.clean(path.read_bytes())
        except Unreadable:
            continue
        assert doc.undo(*{edit.rule for edit in doc.edits}) == doc.undo()
