"""Headline evidence: what the page tells of a line besides its own words.

``credited``  a byline or a date follows the line on the page, within a few lines
``on_page``   the boilerplate stage removed a menu above the line, a copy of it or a site's name behind it, or the line
              has the mark of a heading

A scraped body without its headline has neither. There the first line may as well be a standfirst, a caption or the
lead, so the evidence decides whether a line that looks like a headline leaves the text.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.stages.metadata.page_credits import is_page_credit
from pipeline.stages.metadata.page_headline import PageHeadline, page_headline
from pipeline.stages.metadata.page_lines import PageLine, article_start
from pipeline.stages.metadata.rule_words import HeadRules

_MAX_LINES_TO_CREDIT = 4
_MAX_LINES_ABOVE_TEXT = 60  # in which credits are searched
_MIN_MENU_LINES = 3  # removed lines above a headline that are a menu
_MAX_LINES_BELOW_TEXT_START = 4  # a standfirst that is a sentence may come before the credits


class HeadlineEvidence(NamedTuple):
    """Numbers of the lines of the text, by kind of evidence."""

    credited: frozenset[int] = frozenset()
    on_page: frozenset[int] = frozenset()
    headline: PageHeadline | None = None

    def of(self, numbers: Sequence[int]) -> "HeadlineEvidence":
        """The evidence for some lines of the text, by their index in ``numbers``."""
        credited = frozenset(index for index, number in enumerate(numbers) if number in self.credited)
        on_page = frozenset(index for index, number in enumerate(numbers) if number in self.on_page)
        headline = self.headline
        if headline is not None:
            lines = tuple(index for index, number in enumerate(numbers) if number in headline.numbers)
            headline = headline._replace(numbers=lines)
        return HeadlineEvidence(credited, on_page, headline)


def headline_evidence(page: Sequence[PageLine], rules: HeadRules, headings: Collection[int]) -> HeadlineEvidence:
    """The evidence for each line above the article text; ``headings`` are the lines that are marked as headings."""
    text_start = article_start(page)
    first = max(0, text_start - _MAX_LINES_ABOVE_TEXT)
    credit_indices = [
        index
        for index, line in enumerate(page[first : text_start + _MAX_LINES_BELOW_TEXT_START], start=first)
        if is_page_credit(line.text, rules.words)
    ]
    credited, on_page, removed = set(), set(), 0
    for index, line in enumerate(page[:text_start]):
        if line.number is None:
            removed += 1
            continue
        if index >= first and any(index < credit <= index + _MAX_LINES_TO_CREDIT for credit in credit_indices):
            credited.add(line.number)
        if line.cut or line.repeated or removed >= _MIN_MENU_LINES or line.number in headings:
            on_page.add(line.number)
    return HeadlineEvidence(frozenset(credited), frozenset(on_page), page_headline(page, rules, credit_indices))
