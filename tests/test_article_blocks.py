"""Corrections of the classifier's decision on the blocks of a page: first what they leave alone."""

import pytest
from lxml.html import document_fromstring

from pipeline.line_classifier.html_blocks import blocks_of
from pipeline.stages.extract.article_blocks import dropped_reasons
from pipeline.stages.extract.page_metadata import NameWords, PageMetadata, Statement

LONG = "The harbour council approved the new ferry line on Tuesday after a debate of four hours, and boats leave soon."
METADATA = PageMetadata(
    Statement("Ferry line approved", "heading"),
    Statement("Ann Lee; Bo Dahl"),
    Statement("2024-02-27"),
    Statement("Gazette"),
)


def decided(body: str, scores: list[float]) -> list[str]:
    blocks = blocks_of(document_fromstring(f"<html><body><article>{body}</article></body></html>"))
    return dropped_reasons(blocks, scores, 0.5, METADATA, NameWords(("by",), name_conjunctions=frozenset({"and"})))


def paragraphs(number: int, name: str = "text") -> str:
    return f"<p class='{name}'>{LONG}</p>" * number


def test_the_classifier_decides() -> None:
    assert decided(f"<p>{LONG}</p><ul><li>More</li></ul>", [0.1, 0.7]) == ["", "classifier"]
    assert decided(f"<p>{LONG}</p>", [0.6]) == ["classifier"]


def test_a_sentence_like_the_article_s_own_stays_inside_it() -> None:
    assert decided(paragraphs(5), [0.1, 0.1, 0.7, 0.1, 0.1]) == [""] * 5


@pytest.mark.parametrize(
    ("body", "scores"),
    [
        pytest.param(paragraphs(2) + f"<div>{LONG}</div>" + paragraphs(2), [0.1, 0.1, 0.7, 0.1, 0.1], id="element"),
        pytest.param(paragraphs(2) + paragraphs(1, "box") + paragraphs(2), [0.1, 0.1, 0.7, 0.1, 0.1], id="class name"),
        pytest.param(paragraphs(2) + "<p class='text'>More</p>" + paragraphs(2), [0.1, 0.1, 0.7, 0.1, 0.1], id="short"),
        pytest.param(paragraphs(5), [0.1, 0.1, 0.95, 0.1, 0.1], id="certain"),
        pytest.param(paragraphs(5), [0.1, 0.1, 0.1, 0.1, 0.7], id="after the article"),
        pytest.param(
            paragraphs(2) + f"<p class='text'><a>{LONG}</a></p>" + paragraphs(2), [0.1, 0.1, 0.7, 0.1, 0.1], id="a link"
        ),
        pytest.param(paragraphs(5), [0.1, 0.7, 0.7, 0.7, 0.1], id="most of its kind is boilerplate"),
    ],
)
def test_another_block_stays_out(body: str, scores: list[float]) -> None:
    assert decided(body, scores) == ["" if score < 0.5 else "classifier" for score in scores]


@pytest.mark.parametrize("names", ["visually-hidden", "sr-only", "note u-visually-hidden", "screen-reader-text"])
def test_text_for_screen_readers_only_is_left_out(names: str) -> None:
    assert decided(f"<p>{LONG}</p><div class='{names}'>Article content</div>", [0.1, 0.1]) == ["", "hidden"]


@pytest.mark.parametrize("names", ["hidden-gems", "sr-only-on-print", "not-visually-hidden-text"])
def test_names_like_those_of_screen_readers_change_nothing(names: str) -> None:
    assert decided(f"<p>{LONG}</p><div class='{names}'>Article content</div>", [0.1, 0.1]) == ["", ""]


REPEATED = (
    "<h1>Ferry line approved</h1>",
    "<h1>Harbour: Ferry line approved</h1>",
    "<p>By Ann Lee and Bo Dahl</p>",
    "<p>Bo Dahl, Gazette</p>",
    "<p>27 February 2024, 10:15</p>",
)


@pytest.mark.parametrize("line", REPEATED)
def test_a_line_that_repeats_metadata_is_left_out_at_the_edges(line: str) -> None:
    assert decided(line + paragraphs(4), [0.4, *[0.1] * 4]) == ["metadata", *[""] * 4]
    assert decided(paragraphs(4) + line, [*[0.1] * 4, 0.4]) == [*[""] * 4, "metadata"]
    inside = decided(paragraphs(4) + line + paragraphs(1), [*[0.1] * 4, 0.4, 0.1])
    assert inside == [""] * 6


@pytest.mark.parametrize(
    "line",
    [
        "<h2>Ferry line approved</h2>",
        "<h1>Why the ferry line was not approved</h1>",
        "<h2>Ann Lee</h2>",
        "<p>Ann Lee: How long?</p>",
        "<p>By Cy Moe</p>",
        "<p>Gazette</p>",
        "<p>28 February 2024</p>",
        "<p>It was 27 February 2024.</p>",
    ],
)
def test_another_line_at_the_edges_stays(line: str) -> None:
    assert decided(line + paragraphs(4), [0.4, *[0.1] * 4]) == [""] * 5
