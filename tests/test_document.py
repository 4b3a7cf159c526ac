"""The one door between findings and documents."""

import pytest

from pipeline.document import Document, Edit, Fact, Span, Step, replay

BLANK = Document("a.txt", b"Kiev")
READ = BLANK.take("charset", [Fact("charset", "utf-8", "charset/utf-8")])


def edited(doc: Document) -> Document:
    return doc.take("spellings", [Edit(Span(0, 4), "Kiev", "Kyiv", "spellings/Kyiv")])


def test_nothing_found_is_no_step() -> None:
    assert READ.take("language", []) is READ


def test_edits_and_facts_are_made_true_and_written_down() -> None:
    doc = edited(READ.take("extract", [Fact("text", "Kiev", "extract/plain")]))
    assert doc.text == "Kyiv"
    assert [step.stage for step in doc.steps] == ["charset", "extract", "spellings"]
    assert doc.extracted() == "Kiev"
    assert replay(BLANK, doc.steps) == doc


def test_a_stage_cannot_edit_and_set_one_field() -> None:
    doc = READ.take("extract", [Fact("text", "Kiev", "extract/plain")])
    both: list[Edit | Fact] = [Edit(Span(0, 4), "Kiev", "Kyiv", "a/b"), Fact("text", "Kyiv", "a/b")]
    with pytest.raises(ValueError, match="both edits and sets 'text'"):
        doc.take("a", both)


def test_an_empty_fact_takes_a_field_back() -> None:
    doc = BLANK.take("extract", [Fact("title", "Page", "extract/title")]).take("metadata", [Fact("title", "", "m/t")])
    assert dict(doc.fields) == {}


def test_fields_cannot_be_changed_past_the_door() -> None:
    with pytest.raises(TypeError):
        READ.fields["charset"] = "ascii"  # type: ignore[index]  # the point of the test


def test_titles_are_edited_too() -> None:
    doc = BLANK.take("extract", [Fact("title", "Kiev", "extract/title"), Fact("text", "Kiev", "extract/plain")])
    doc = doc.take("spellings", [Edit(Span(0, 4, "title"), "Kiev", "Kyiv", "spellings/Kyiv")])
    assert (doc.fields["title"], doc.text) == ("Kyiv", "Kiev")
    assert doc.steps[-1] == Step("spellings", (Edit(Span(0, 4, "title"), "Kiev", "Kyiv", "spellings/Kyiv"),))
