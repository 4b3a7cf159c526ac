"""``Document.take`` applies findings and records them."""

import pytest

from pipeline.document import Document, Edit, Fact, Span, Step, explanation, record, replay

RAW = Document("a.txt", b"Kiev")
DECODED = RAW.take("charset", [Fact("charset", "utf-8", "charset/utf-8")])


def edited(doc: Document) -> Document:
    return doc.take("spellings", [Edit(Span(0, 4), "Kiev", "Kyiv", "spellings/Kyiv")])


def test_no_findings_are_no_step() -> None:
    assert DECODED.take("language", []) is DECODED


def test_edits_and_facts_are_applied_and_recorded() -> None:
    doc = edited(DECODED.take("extract", [Fact("text", "Kiev", "extract/plain")]))
    assert doc.text == "Kyiv"
    assert [step.stage for step in doc.steps] == ["charset", "extract", "spellings"]
    assert doc.extracted() == "Kiev"
    assert replay(RAW, doc.steps) == doc


def test_a_stage_cannot_edit_and_set_one_field() -> None:
    doc = DECODED.take("extract", [Fact("text", "Kiev", "extract/plain")])
    both: list[Edit | Fact] = [Edit(Span(0, 4), "Kiev", "Kyiv", "a/b"), Fact("text", "Kyiv", "a/b")]
    with pytest.raises(ValueError, match="both edits and sets 'text'"):
        doc.take("a", both)


def test_an_empty_fact_removes_a_field() -> None:
    doc = RAW.take("extract", [Fact("title", "Page", "extract/title")]).take("metadata", [Fact("title", "", "m/t")])
    assert dict(doc.fields) == {}


def test_fields_cannot_be_changed_directly() -> None:
    with pytest.raises(TypeError):
        DECODED.fields["charset"] = "ascii"  # type: ignore[index]  # the point of the test


def test_titles_are_edited_too() -> None:
    doc = RAW.take("extract", [Fact("title", "Kiev", "extract/title"), Fact("text", "Kiev", "extract/plain")])
    doc = doc.take("spellings", [Edit(Span(0, 4, "title"), "Kiev", "Kyiv", "spellings/Kyiv")])
    assert (doc.fields["title"], doc.text) == ("Kyiv", "Kiev")
    assert doc.steps[-1] == Step("spellings", (Edit(Span(0, 4, "title"), "Kiev", "Kyiv", "spellings/Kyiv"),))


def test_an_explanation_lists_the_blocks_that_extraction_left_out() -> None:
    blocks = '{"after": 0, "score": 0.97, "tag": "li", "reason": "classifier", "text": "Read more"}\n{"omitted": 3}'
    doc = Document("a.html", b"").take("extract", [Fact("dropped_blocks", blocks, "extract/classifier")])
    shown = ["".join(text for text, _ in line) for line in explanation.lines(doc)]
    assert shown[-2:] == [
        "  extract/classifier  left out: 0.97 li [-Read more-]",
        "  extract/classifier  left out: 3 more blocks",
    ]


def test_equal_edits_are_one_entry_of_the_record() -> None:
    doc = Document("a.txt", b"").take("x", [Fact("text", "a\nb\nc d e", "x/y")])
    breaks = [Edit(Span(at, at + 1), "\n", "\n\n", "layout/paragraph") for at in (1, 3)]
    doc = doc.take("layout", [*breaks[:1], Edit(Span(2, 3), "b", "B", "layout/x"), *breaks[1:]])
    unordered = [Edit(Span(at, at + 1), " ", "", "layout/y") for at in (9, 7)]
    doc = doc.take("layout", unordered)
    text = record.dump(doc, "digest")
    assert '{"rule": "layout/paragraph", "field": "text", "at": [[1, 2], [3, 4]], "before"' in text
    assert text.count("layout/y") == 2
    assert record.load(text)[1] == doc.steps
    assert record.steps_of(record.as_dict(doc, "digest")) == doc.steps
