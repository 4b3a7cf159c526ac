"""Properties of every document: replay gives it, undo gives the extracted text, a second pass finds nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.document import Document, Edit, record, replay
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources
from pipeline.rules.loading import CorpusRules, load_rules

ROOT = Path(__file__).parent.parent
RULE_SET = load_rules()
FOLDERS = [ROOT / "raw", ROOT / "tests" / "golden" / "raw"]
PIECES = st.sampled_from(
    [
        "The mayor of Kiev said on Tuesday that two bridges would stay shut until the ice had gone.",
        "Repair crews reached the eastern bank before noon , officials said. . They found the pumps intact.",
        "\N{LEFT DOUBLE QUOTATION MARK}We have no gurantees,\N{RIGHT DOUBLE QUOTATION MARK} he told reporters.",
        "Share this article",
        "Also Read: Ferries to run again from Monday",
        "Most Popular Articles",
        "Leave a Reply",
        "\xc3\xbcber",
        "sÃ³lo",
        "&;",
        "21.1 C",
        "MOSCOW \N{EN DASH} Talks went on.",
        "(AFP, dpa, Reuters)",
        "By Jane Doe",
        "- one",
        "## Two",
        "> three",
        "https://example.org/a.b?c=d",
        "Zelenskiy spoke, then Zelenskyy left",
        "the the",
        "\N{SOFT HYPHEN}\N{ZERO WIDTH SPACE}\ufeff",
    ]
)
ANY_TEXT = st.text(max_size=40)
TEXTS = st.lists(st.one_of(PIECES, ANY_TEXT), min_size=1, max_size=14).map("\n".join)


def documents() -> Iterator[Document]:
    for folder in FOLDERS:
        for source in list_sources(folder):
            yield from (doc for doc in read_documents(folder, source, CorpusRules()) if not isinstance(doc, Aside))


def check_properties(doc: Document) -> None:
    try:
        cleaned = clean(doc, RULE_SET.rules)
    except Unreadable:
        return
    blank = Document(doc.source, doc.raw, doc.kind)
    head, steps = record.load(record.dump(cleaned, RULE_SET.digest))
    assert replay(blank, steps) == cleaned
    assert cleaned.extracted() == next(
        found.value
        for step in cleaned.steps
        if step.stage == "extract"
        for found in step.findings
        if not isinstance(found, Edit) and found.field == "text"
    )
    written = record.as_markdown(cleaned, head.rules)
    assert written.encode() == written.encode("utf-8", "strict")
    try:
        again = clean(Document(doc.source, written.encode()), RULE_SET.rules)
    except Unreadable as why:
        pytest.fail(f"a clean document is set aside: {why}\n{written}")
    edits = [found for step in again.steps for found in step.findings if isinstance(found, Edit)]
    assert edits == [], f"a second pass finds something in\n{written}"
    assert again.text == cleaned.text
    unchanged = clean(Document(doc.source, written.encode()), RULE_SET.rules, digest=RULE_SET.digest)
    assert (unchanged.text, [step.stage for step in unchanged.steps]) == (cleaned.text, ["charset", "extract"])


@pytest.mark.parametrize("doc", list(documents()), ids=lambda doc: doc.source)
def test_samples(doc: Document) -> None:
    check_properties(doc)


@settings(max_examples=300)
@given(text=TEXTS)
def test_generated_text(text: str) -> None:
    check_properties(Document("generated.txt", text.encode()))


HEAD = st.sampled_from([
    "Repair Crews Reach Eastern Bank of River", "Repair crews reach eastern bank | Ashford Herald",
    "# Two bridges shut", "Repair crews reach eastern bank", "Who shut the two bridges?", "By Jane Doe",
    "By", "Jane Doe",
    "The crews were at the eastern bank before noon", "Jane Doe | March 3, 2022 | 3 min read", "March 3, 2022",
    "Updated 4 March 2022", "Published March 3, 2022, 2:05 p.m.", "Home", "World", "Subscribe", "Sign in",
    "Advertisement", "Photo: Jane Doe",
    "MOSCOW (AP) \N{EN DASH} Repair crews reached the eastern bank before noon, officials said on Tuesday.",
])  # fmt: skip
PARAGRAPHS = st.sampled_from([
    "Repair crews reached the eastern bank before noon on Tuesday, officials said. They found the pumps.",
    "The mayor of Kiev said that two bridges would stay shut until the ice had gone, and that nobody had been hurt.",
    "\N{LEFT DOUBLE QUOTATION MARK}We have seen worse,\N{RIGHT DOUBLE QUOTATION MARK} said Jane Doe, who has a farm.",
    "Two bridges", "Repair crews reach eastern bank", "- one", "- two", "| a | b |", "(Reuters)", "ENDS",
])  # fmt: skip
NOISE = st.sampled_from([
    " ", "  ", "\n", "\n\n", "\t", ".", ",", " .", " ,", "!!", " ?", "\N{RIGHT DOUBLE QUOTATION MARK}", '"', "(", ")",
    "&;", "&amp", "\x1c", "\x00", "\u00ad", "\u200b", "\xa0", "'s", "\u2028", "#",
    "[sic]",
])  # fmt: skip


@st.composite
def articles(draw: st.DrawFn) -> str:
    """Lines of the head of a page above paragraphs, with noise after some words.

    Noise within words is left to the tests of the typos stage: a word that it restores can make two lines equal, which
    only a second pass of the boilerplate stage sees.
    """
    lines = draw(st.lists(HEAD, max_size=7)) + draw(st.lists(PARAGRAPHS, min_size=1, max_size=7, unique=True))
    text = draw(st.sampled_from(["\n", "\n\n"])).join(lines)
    for place, noise in draw(st.lists(st.tuples(st.floats(0, 1), NOISE), max_size=5)):
        start = max(0, text.find(" ", int(place * len(text))))
        text = text[:start] + noise + text[start:]
    return text


@settings(max_examples=300)
@given(text=articles())
def test_generated_article(text: str) -> None:
    check_properties(Document("generated.txt", text.encode()))


@settings(max_examples=200)
@given(raw=st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    check_properties(Document("any", raw))
