"""Decide which lines of a text the line classifier may remove.

1. If rules matched nothing, nothing is removed: an article without boilerplate loses nothing, and a text that was
   cleaned once stays as it is. Otherwise rule matches are no evidence: the scores do not depend on them.
2. A text is a whole page if enough lines are boilerplate for certain, or if many lines that are no sentences precede
   its first sentence; else it is an extractor's output, or a clean body, and mostly content.
3. In a whole page a line is removed if it is more likely boilerplate than not.
4. In an extractor's output the threshold is high. It is lower only for a line outside of the article (before its first
   or behind its last sentence) that a rule match separates from the article, or that is next to a match on the far
   side. Nothing is removed if sentences have few words, or if much of the text would go.
5. Protected lines (``classifier_protections``) stay, and so does an item of a list whose other items stay.

Thresholds are probabilities measured on pages of unseen sites (``bench/text_curve.py``).
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import ClassVar

import pydantic

from pipeline import line_classifier
from pipeline.stages.boilerplate import classifier_protections, content_lines
from pipeline.stages.boilerplate.classifier_protections import TextView
from pipeline.text.lines import count_words
from pipeline.text.patterns import PatternSet

_LONG_LINE = 20  # words of a line that has the threshold of a sentence
_NO_STANDFIRST = 0.8  # probability from which a line of a whole page is no standfirst
_MENU_LINES = 4  # lines in a row of a menu


class ClassifierSettings(pydantic.BaseModel):
    """When the line classifier is used, and from which probability it removes a line."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {"ask": "enabled", "fewest_lines": "min_lines"}

    enabled: bool = pydantic.Field(default=True, description="whether the line classifier runs")
    min_lines: int = pydantic.Field(default=5, ge=1, description="lines of a text from which the classifier is used")
    page_certain_lines: int = pydantic.Field(
        default=14, ge=1, description="lines of a whole page that are certain boilerplate, four or more in a row"
    )
    page_certain_probability: float = pydantic.Field(
        default=0.9, gt=0, le=1, description="probability of a line that is boilerplate for certain"
    )
    page_certain_share: float = pydantic.Field(default=0.1, ge=0, le=1, description="... and their share of its lines")
    page_top_lines: int = pydantic.Field(default=8, ge=1, description="boilerplate lines before its first sentence")
    page_other_lines: int = pydantic.Field(default=25, ge=1, description="... and lines of it that are no sentences")
    page_other_share: float = pydantic.Field(default=0.5, ge=0, le=1, description="... and their share of its lines")
    page_threshold: float = pydantic.Field(default=0.5, gt=0, le=1, description="threshold in a whole page")
    threshold: float = pydantic.Field(default=0.985, gt=0, le=1, description="threshold in an extractor's output")
    edge_threshold: float = pydantic.Field(default=0.95, gt=0, le=1, description="... outside, beside a rule match")
    min_content_words: int = pydantic.Field(default=60, ge=0, description="words of sentences an output must have")
    max_removed_share: float = pydantic.Field(default=0.25, gt=0, le=1, description="share of words it may lose")


def removable_lines(
    lines: Sequence[str], matched: Collection[int], settings: ClassifierSettings, *, bylines: PatternSet, title: str
) -> Mapping[int, float]:
    """Return the numbers of the lines to remove, each with its probability.

    ``matched`` are the numbers of the lines that rules remove; ``bylines`` match lines with author or date; ``title``
    is the headline if it is known, or empty.
    """
    if not settings.enabled or not matched or len(lines) < settings.min_lines:
        return {}
    text = classifier_protections.read_text(lines, matched)
    if not text.sentences:
        return {}
    scores = line_classifier.score_lines(lines)
    is_page = _is_page(text, scores, settings)
    probabilities = scores.as_page if is_page else scores.as_extract
    candidates = _page_candidates if is_page else _extract_candidates
    removed = candidates(text, probabilities, settings)
    certain = {at for at in removed if is_page and probabilities[at] >= _NO_STANDFIRST}
    metadata = classifier_protections.metadata_lines(text, removed, certain=certain, bylines=bylines, title=title)
    removed -= metadata
    others = [at for at in text.remaining if at not in metadata]
    removed -= set(content_lines.partly_removed_lists(lines, others, removed))
    if not is_page and _is_too_much(text, removed, settings):
        return {}
    return {at: probabilities[at] for at in sorted(removed)}


def _is_page(text: TextView, scores: line_classifier.LineScores, settings: ClassifierSettings) -> bool:
    """Whether the text is all that is visible on a page. Rule matches are not used: they would change the scores."""
    size = len(text.lines)
    is_certain = [score >= settings.page_certain_probability for score in scores.as_extract]
    in_a_row = _count_in_runs(is_certain, _MENU_LINES)
    if in_a_row >= settings.page_certain_lines and in_a_row >= settings.page_certain_share * size:
        return True
    sentences = [at for at, line in enumerate(text.lines) if content_lines.is_sentence_line(line)]
    other = size - len(sentences)
    least = max(settings.page_other_lines, settings.page_other_share * size)
    if other < least:
        return False
    top = scores.as_page[: sentences[0] if sentences else size]
    return sum(score >= settings.page_certain_probability for score in top) >= settings.page_top_lines


def _count_in_runs(flags: Sequence[bool], length: int) -> int:
    """How many flags are set in runs of at least ``length``: a list of short facts has fewer in a row than a menu."""
    runs = (len(list(run)) for is_set, run in groupby(flags) if is_set)
    return sum(size for size in runs if size >= length)


def _page_candidates(text: TextView, scores: Sequence[float], settings: ClassifierSettings) -> set[int]:
    removed = {at for at in text.remaining if scores[at] >= settings.page_threshold}
    removed -= classifier_protections.page_content(text, removed, scores)
    return removed if text.sentences - removed else set()


def _extract_candidates(text: TextView, scores: Sequence[float], settings: ClassifierSettings) -> set[int]:
    content_words = sum(count_words(text.lines[at]) for at in text.sentences)
    if content_words < settings.min_content_words:
        return set()
    removed = set()
    for at in text.remaining:
        threshold = settings.edge_threshold if _is_beside_match(text, at) else settings.threshold
        if scores[at] >= threshold and not classifier_protections.may_be_content(text, at):
            removed.add(at)
    return removed


def _is_too_much(text: TextView, removed: Collection[int], settings: ClassifierSettings) -> bool:
    words = {at: count_words(text.lines[at]) for at in text.remaining}
    return sum(words[at] for at in removed) > settings.max_removed_share * sum(words.values())


def _is_beside_match(text: TextView, at: int) -> bool:
    """Whether a line outside of the article is separated from it by a match, or has one as its next line outwards."""
    line = text.lines[at]
    if text.is_inside(at) or content_lines.is_short_sentence(line) or count_words(line) >= _LONG_LINE:
        return False
    if at < text.first:
        return at - 1 in text.matched or any(match in text.matched for match in range(at + 1, text.first))
    return at + 1 in text.matched or any(match in text.matched for match in range(text.last + 1, at))
