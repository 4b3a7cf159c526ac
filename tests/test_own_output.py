"""A clean document is changed by nothing but other rules, another version, a decision, or a person who edited it."""

import pytest

from pipeline.clean import clean
from pipeline.cleaner import Cleaner
from pipeline.decisions import Decision, Rules
from pipeline.document import Document, record

CLEANER = Cleaner()
PAGE = (
    "Ferries run again after storm\n\nShare this rticle\n\n"
    "The ferries to the island ran again on Monday, two days after a storm had stopped them, the harbour office said.\n"
    "\nNobody was hurt, and all but one of the boats were found at their moorings, their owners told a reporter.\n"
)
CLEANED = CLEANER.clean_document(Document("a.txt", PAGE.encode()))
DIGEST = CLEANER.rules.digest
LINE = "Share this article"


def again(page: str, cleaner: Cleaner = CLEANER, *, kind: str = "page") -> Document:
    return cleaner.clean_document(Document("a.txt", page.encode(), "line" if kind == "line" else "page"))


def test_a_corrected_word_makes_a_line_that_a_rule_would_remove() -> None:
    assert LINE in CLEANED.text.split("\n")
    assert LINE not in again(record.as_markdown(CLEANED, "other rules")).text


def test_markdown_and_json_stay_as_they_are() -> None:
    assert again(record.as_markdown(CLEANED, DIGEST)).text == CLEANED.text
    assert again(record.as_json_line(CLEANED, DIGEST), kind="line").text == CLEANED.text


def test_another_version_cleans_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page = record.as_markdown(CLEANED, DIGEST)
    monkeypatch.setattr("pipeline.document.own_output.__version__", "0.0.1")
    assert LINE not in again(page).text


def test_an_edited_document_is_cleaned_again() -> None:
    page = record.as_markdown(CLEANED, DIGEST).replace("Nobody was hurt", "Nobody was seriously hurt")
    assert LINE not in again(page).text


def test_a_decision_still_removes_a_line() -> None:
    decisions = Rules(decisions=(Decision(action="remove", before=LINE, document="a.txt"),))
    rules = {**CLEANER.rules.rules, "decisions": decisions}
    page = Document("a.txt", record.as_markdown(CLEANED, DIGEST).encode())
    assert LINE not in clean(page, rules, digest=DIGEST).text
