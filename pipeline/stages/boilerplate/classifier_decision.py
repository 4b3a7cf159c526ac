"""Decide which lines of a text the line classifier may remove.

1. If rules matched nothing, nothing is removed: an article without boilerplate loses nothing, and a text that was
   cleaned once stays as it is. Otherwise rule matches are no evidence: the scores do not depend on them.
2. A text is a whole page if enough lines are boilerplate for certain, or if many lines that are no sentences precede
   its first sentence; else it is an extractor's output, or a clean body, and mostly content.
3. In a whole page a line is removed if it is more likely boilerplate than not.
4. In an extractor's output the threshold is high. It is lower only for a line outside of the article (before its first
   or behind its last sentence) that a rule match separates from the article, or that is next to a match on the far
   side. Nothing is removed if sentences have few words, or if much of the text would go.
5. Protected are the headline, by the title or by the words it shares with the article, lines with author and date
   above the article, and an item of a list whose other items stay; in an extractor's output also rows of names,
   lines before and after a colon, and what has the form of a headline as the first line or above a sentence.

Thresholds are probabilities measured on pages of unseen sites (``bench/text_curve.py``).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, NamedTuple

import pydantic

from pipeline import line_classifier
from pipeline.stages.boilerplate import content_lines
from pipeline.text import headline_choice
from pipeline.text.headlines import headline_key, headline_keys, is_headline
from pipeline.text.patterns import PatternSet

_HEADLINE = headline_choice.Thresholds(
    max_lines_above_text=12,
    top_lines=4,
    min_shared_words=3,
    min_lead_words=2,
    min_lead_words_below_top=3,
    min_shared_share=0.4,
    min_shared_share_last=0.6,
)
_LONG_LINE = 20  # words of a line that has the threshold of a sentence
_BYLINE_LINES = 8  # lines above the content that may name author and date


class ClassifierSettings(pydantic.BaseModel):
    """When the line classifier is used, and from which probability it removes a line."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {"ask": "enabled", "fewest_lines": "min_lines"}

    enabled: bool = pydantic.Field(default=True, description="whether the line classifier runs")
    min_lines: int = pydantic.Field(default=5, ge=1, description="lines of a text from which the classifier is used")
    page_certain_lines: int = pydantic.Field(default=20, ge=1, description="certain boilerplate lines of a whole page")
    page_certain_share: float = pydantic.Field(default=0.15, ge=0, le=1, description="... and their share of its lines")
    page_top_lines: int = pydantic.Field(default=8, ge=1, description="boilerplate lines before its first sentence")
    page_other_lines: int = pydantic.Field(default=25, ge=1, description="... and lines of it that are no sentences")
    page_other_share: float = pydantic.Field(default=0.5, ge=0, le=1, description="... and their share of its lines")
    page_threshold: float = pydantic.Field(default=0.5, gt=0, le=1, description="threshold in a whole page")
    threshold: float = pydantic.Field(default=0.985, gt=0, le=1, description="threshold in an extractor's output")
    edge_threshold: float = pydantic.Field(default=0.9, gt=0, le=1, description="... outside, beside a rule match")
    min_content_words: int = pydantic.Field(default=60, ge=0, description="words of sentences an output must have")
    max_removed_share: float = pydantic.Field(default=0.25, gt=0, le=1, description="share of words it may lose")


class _Text(NamedTuple):
    """A text and its rule matches. ``first`` and ``last`` are the first and last sentence that no rule matches."""

    lines: Sequence[str]
    matched: Collection[int]
    remaining: Sequence[int]
    sentences: frozenset[int]
    first: int
    last: int

    def is_inside(self, at: int) -> bool:
        return self.first <= at <= self.last


def removable_lines(
    lines: Sequence[str], matched: Collection[int], settings: ClassifierSettings, *, bylines: PatternSet, title: str
) -> Mapping[int, float]:
    """Return the numbers of the lines to remove, each with its probability.

    ``matched`` are the numbers of the lines that rules remove; ``bylines`` match lines with author or date; ``title``
    is the headline if it is known, or empty.
    """
    if not settings.enabled or not matched or len(lines) < settings.min_lines:
        return {}
    text = _read(lines, matched)
    if not text.sentences:
        return {}
    scores = line_classifier.score_lines(lines)
    is_page = _is_page(text, scores, settings)
    probabilities = scores.as_page if is_page else scores.as_extract
    candidates = _page_candidates if is_page else _extract_candidates
    removed = candidates(text, probabilities, settings)
    metadata = _metadata_lines(text, removed, bylines=bylines, title=title)
    removed -= metadata
    others = [at for at in text.remaining if at not in metadata]
    removed -= set(content_lines.partly_removed_lists(lines, others, removed))
    if not is_page and _is_too_much(text, removed, settings):
        return {}
    return {at: probabilities[at] for at in sorted(removed)}


def _read(lines: Sequence[str], matched: Collection[int]) -> _Text:
    remaining = [at for at in range(len(lines)) if at not in matched]
    sentences = [at for at in remaining if content_lines.is_sentence_line(lines[at])]
    first, last = (sentences[0], sentences[-1]) if sentences else (len(lines), -1)
    return _Text(lines, matched, remaining, frozenset(sentences), first, last)


def _is_page(text: _Text, scores: line_classifier.LineScores, settings: ClassifierSettings) -> bool:
    """Whether the text is all that is visible on a page. Rule matches are not used: they would change the scores."""
    size = len(text.lines)
    certain = sum(score >= settings.edge_threshold for score in scores.as_extract)
    if certain >= settings.page_certain_lines and certain >= settings.page_certain_share * size:
        return True
    sentences = [at for at, line in enumerate(text.lines) if content_lines.is_sentence_line(line)]
    if size - len(sentences) < max(settings.page_other_lines, settings.page_other_share * size):
        return False
    top = scores.as_page[: sentences[0] if sentences else size]
    return sum(score >= settings.edge_threshold for score in top) >= settings.page_top_lines


def _page_candidates(text: _Text, scores: Sequence[float], settings: ClassifierSettings) -> set[int]:
    removed = {at for at in text.remaining if scores[at] >= settings.page_threshold}
    return removed if text.sentences - removed else set()


def _extract_candidates(text: _Text, scores: Sequence[float], settings: ClassifierSettings) -> set[int]:
    content_words = sum(content_lines.count_words(text.lines[at]) for at in text.sentences)
    if content_words < settings.min_content_words:
        return set()
    removed = set()
    for at in text.remaining:
        threshold = settings.edge_threshold if _is_beside_match(text, at) else settings.threshold
        if scores[at] >= threshold and not _is_content(text, at):
            removed.add(at)
    return removed


def _is_too_much(text: _Text, removed: Collection[int], settings: ClassifierSettings) -> bool:
    words = {at: content_lines.count_words(text.lines[at]) for at in text.remaining}
    return sum(words[at] for at in removed) > settings.max_removed_share * sum(words.values())


def _is_beside_match(text: _Text, at: int) -> bool:
    """Whether a line outside of the article is separated from it by a match, or has one as its next line outwards."""
    line = text.lines[at]
    if text.is_inside(at) or content_lines.is_short_sentence(line) or content_lines.count_words(line) >= _LONG_LINE:
        return False
    if at < text.first:
        return at - 1 in text.matched or any(match in text.matched for match in range(at + 1, text.first))
    return at + 1 in text.matched or any(match in text.matched for match in range(text.last + 1, at))


def _is_content(text: _Text, at: int) -> bool:
    """Whether a line is content by its form or by a colon, or may be a headline: first of all, or above a sentence."""
    line = text.lines[at]
    if is_headline(line) and (at == text.remaining[0] or at + 1 in text.sentences):
        return True
    follows_colon = at > 0 and at - 1 not in text.matched and text.lines[at - 1].rstrip().endswith(":")
    return follows_colon or content_lines.is_introduction(line) or content_lines.is_name_list(line)


def _metadata_lines(text: _Text, removed: Collection[int], *, bylines: PatternSet, title: str) -> set[int]:
    """The headline, and the bylines and dates above the content."""
    content = [at for at in sorted(text.sentences) if at not in removed]
    if not content:
        return set()
    above = [at for at in text.remaining if at < content[0]]
    headline = _title_lines(text, title) if title else _chosen_headline(text, above, content)
    begin = max((at for at in headline if at in above), default=-1)
    return headline | {at for at in above[-_BYLINE_LINES:] if at > begin and bylines.matches(text.lines[at])}


def _title_lines(text: _Text, title: str) -> set[int]:
    key = headline_key(title)
    return {at for at in text.remaining if key and key in headline_keys(text.lines[at])}


def _chosen_headline(text: _Text, above: Sequence[int], content: Sequence[int]) -> set[int]:
    last = text.remaining[-1:] if text.remaining[-1] > content[-1] else ()
    candidates = [*above[-_HEADLINE.max_lines_above_text :], *content, *last]
    choice = headline_choice.choose_headline([text.lines[at] for at in candidates], _HEADLINE)
    return {candidates[at] for at in choice.line_numbers} if choice else set()
