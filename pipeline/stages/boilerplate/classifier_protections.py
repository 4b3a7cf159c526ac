"""Lines that the line classifier may not remove, for what they are or where they are.

1. In any text: the headline, by the title or by the words it shares with the article, with its standfirst, and bylines
   and dates above the content.
2. In a whole page: doubtful sentences, and the line above the text, if they share words with it.
3. In an extractor's output: what is content by its form (``content_lines``), lines before and after a colon, and what
   may be a heading: a line above a sentence, and the first line, or a last line right below a sentence, if it has the
   form of a headline.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.stages.boilerplate import content_lines
from pipeline.text import headline_choice
from pipeline.text.headlines import headline_key, headline_keys, is_headline, shared_words
from pipeline.text.lines import count_words
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
_SENTENCE_SHARED_WORDS, _SENTENCE_SHARED = 4, 0.5  # words of a doubtful sentence that the text has too, their share
_NO_SENTENCE, _NO_HEADLINE = 0.6, 0.9  # probabilities from which a line of a page is no sentence, no headline of it
_STANDFIRST_WORDS, _STANDFIRST_SHARED_WORDS = 8, 2  # words of a standfirst, and those that the article text has too
_BODY_LINES = 40  # of article text in which its words are searched
_BYLINE_LINES = 8  # lines above the content that may name author and date


class TextView(NamedTuple):
    """A text and its rule matches. ``first`` and ``last`` are the first and last sentence that no rule matches."""

    lines: Sequence[str]
    matched: Collection[int]
    remaining: Sequence[int]
    sentences: frozenset[int]
    first: int
    last: int

    def is_inside(self, at: int) -> bool:
        return self.first <= at <= self.last


def read_text(lines: Sequence[str], matched: Collection[int]) -> TextView:
    """The text with the positions of its sentences; ``matched`` are the lines that rules remove."""
    remaining = [at for at in range(len(lines)) if at not in matched]
    sentences = [at for at in remaining if content_lines.is_sentence_line(lines[at])]
    first, last = (sentences[0], sentences[-1]) if sentences else (len(lines), -1)
    return TextView(lines, matched, remaining, frozenset(sentences), first, last)


def may_be_content(text: TextView, at: int) -> bool:
    """Whether a line of an extractor's output is content by its form or by a colon, or may be a heading."""
    line = text.lines[at]
    is_edge = at == text.remaining[0] or (at == text.remaining[-1] and at - 1 in text.sentences)
    if at + 1 in text.sentences or (is_edge and is_headline(line)):
        return True
    follows_colon = at > 0 and at - 1 not in text.matched and text.lines[at - 1].rstrip().endswith(":")
    return follows_colon or content_lines.is_introduction(line) or content_lines.is_name_list(line)


def page_content(text: TextView, removed: Collection[int], scores: Sequence[float]) -> set[int]:
    """Lines of a whole page that stay although they are more likely boilerplate than not, by their words and position.

    1. A sentence next to one that stays, if the article text has half of its words.
    2. The line above the first sentence that stays, if it has the form of a headline and shares words with the text.
    """
    kept = sorted(text.sentences - {*removed})
    if not kept:
        return set()
    body = "\n".join(text.lines[at] for at in kept).casefold()
    beside = {at + step for at in kept for step in (-1, 1)}
    doubtful = {at for at in beside & text.sentences & {*removed} if scores[at] < _NO_SENTENCE}
    content = {at for at in doubtful if _shares(text.lines[at], body, _SENTENCE_SHARED_WORDS, _SENTENCE_SHARED)}
    above = max((at for at in text.remaining if at < kept[0]), default=-1)
    if above in removed and scores[above] < _NO_HEADLINE and is_headline(text.lines[above]):
        content |= {above} if _shares(text.lines[above], body, _HEADLINE.min_shared_words, 0) else set()
    return content


def _shares(line: str, body: str, least_count: int, least_share: float) -> bool:
    count, share = shared_words(line, body)
    return count >= least_count and share >= least_share


def metadata_lines(
    text: TextView, removed: Collection[int], *, certain: Collection[int], bylines: PatternSet, title: str
) -> set[int]:
    """The headline with its standfirst, and the bylines and dates above the content.

    A line among ``certain``, the numbers of lines that are boilerplate for certain, is no standfirst.
    """
    content = [at for at in sorted(text.sentences) if at not in removed]
    if not content:
        return set()
    above = [at for at in text.remaining if at < content[0]]
    headline = _title_lines(text, title) if title else _chosen_headline(text, above, content)
    begin = max((at for at in headline if at in above), default=-1)
    body = "\n".join(text.lines[at] for at in content[:_BODY_LINES]).casefold()
    below = {at + 1 for at in headline} & {*above} - {*certain}
    headline |= {at for at in below if _is_standfirst(text.lines[at], body)}
    return headline | {at for at in above[-_BYLINE_LINES:] if at > begin and bylines.matches(text.lines[at])}


def _is_standfirst(line: str, body: str) -> bool:
    """Whether the line below the headline is long enough for a standfirst and shares words with the article text."""
    is_long = count_words(line) >= _STANDFIRST_WORDS
    return is_long and shared_words(line, body)[0] >= _STANDFIRST_SHARED_WORDS


def _title_lines(text: TextView, title: str) -> set[int]:
    key = headline_key(title)
    return {at for at in text.remaining if key and key in headline_keys(text.lines[at])}


def _chosen_headline(text: TextView, above: Sequence[int], content: Sequence[int]) -> set[int]:
    last = text.remaining[-1:] if text.remaining[-1] > content[-1] else ()
    candidates = [*above[-_HEADLINE.max_lines_above_text :], *content, *last]
    choice = headline_choice.choose_headline([text.lines[at] for at in candidates], _HEADLINE)
    return {candidates[at] for at in choice.line_numbers} if choice else set()
