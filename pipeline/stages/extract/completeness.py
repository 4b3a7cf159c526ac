"""Evidence that the text of a page is cut short: the rest of the article is behind a paywall or was not loaded."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata import Objects
from pipeline.text.lines import UNSPACED, count_words

_SHORT = 150  # words of a text that may be a teaser
_MAX_WORDS = 1_000_000  # a larger number is not a count of words
_MIN_RATIO = 1.5  # of the stated number of words to that of the text
_ELLIPSES = ("...", "\N{HORIZONTAL ELLIPSIS}")
_FALSE = (False, "false", "False", "http://schema.org/False", "https://schema.org/False")


def evidence_of_cut(text: str, objects: Objects, blocks: Sequence[Block], phrases: Iterable[str]) -> str:
    """Return why the text is incomplete, or "". ``phrases`` are those of paywalls.

    1. JSON-LD states many more words than the text has.
    2. The page is marked as paid or shows a paywall, and the text is short or ends with an ellipsis.
    """
    size = count_words(text)
    found = []
    stated = max(_word_counts(objects), default=0)
    if stated > _MIN_RATIO * max(size, len(UNSPACED.findall(text))):  # some count characters
        found.append(f"JSON-LD states {stated:.0f} words, the text has {size}")
    paywall = _paywall(objects, blocks, phrases)
    if paywall and text.rstrip().endswith(_ELLIPSES):
        found.append(f"{paywall}, and the text ends with an ellipsis")
    elif paywall and size < _SHORT:
        found.append(f"{paywall}, and the text has {size} words")
    return "; ".join(found)


def _word_counts(objects: Objects) -> Iterator[float]:
    for each in objects:
        count: Any = each.get("wordCount")
        number = float(count) if isinstance(count, str) and count.isascii() and count.isdigit() else count
        if isinstance(number, float) and number < _MAX_WORDS:
            yield number


def _paywall(objects: Objects, blocks: Sequence[Block], phrases: Iterable[str]) -> str:
    if any(each.get("isAccessibleForFree") in _FALSE and "articleBody" not in each for each in objects):
        return "JSON-LD marks the article as paid"
    visible = "\n".join(block.text for block in blocks).casefold()
    phrase = next((phrase for phrase in phrases if phrase.casefold() in visible), None)
    return f"the page shows {phrase!r}" if phrase else ""
