"""Page credits: author and date from the lines around the headline of a page, removed ones included.

These lines are only read: what is found becomes a fact, and no line leaves the text. So a line may say more than a
credit line that is removed: "Jane Doe | 3 min read | March 3, 2022".

1. The lines from just above the headline to the first two paragraphs of article text are searched. Without a headline
   on the page, only the lines just above the article text are.
2. The date is the first one labelled "published", else the first one below the headline without the label "updated",
   else the first one below the headline. A date above the headline may be the day the page was fetched.
3. The authors are those of the first byline, else those of the first line that is a person's name, if a date is near.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from pipeline.stages.metadata.bylines import find_authors
from pipeline.stages.metadata.credit_lines import CreditWords
from pipeline.stages.metadata.page_lines import PageLine, article_start
from pipeline.stages.metadata.printed_dates import find_dates, without_dates
from pipeline.text.headlines import headline_key, headline_keys, is_running_text

_LINES_ABOVE_HEADLINE = 2
_MAX_LINES_BELOW_HEADLINE = 12
_MAX_LINES_ABOVE_TEXT = 4  # of a page whose headline is not known
_MAX_CREDIT_LENGTH = 110  # characters of a line that has a date or a byline
_MAX_OTHER_WORDS = 9  # words beside a date
_MAX_LINES_FROM_NAME_TO_DATE = 3
_ATTRIBUTION = ("\N{EM DASH}", "\N{EN DASH}", "--")  # opens the author and date of a quoted post
_WORD = re.compile(r"[^\W\d_]+")


class PageCredits(NamedTuple):
    """Authors joined by "; " and the date in ISO form; each may be empty."""

    author: str
    date: str


class _Window(NamedTuple):
    """The lines below the headline, then those above it; without a headline only lines above."""

    lines: Sequence[str]
    below: int

    def is_below(self, index: int) -> bool:
        return index < self.below


class _DatedLine(NamedTuple):
    line_index: int
    date: str
    is_published: bool
    is_updated: bool


def read_page_credits(page: Sequence[PageLine], title: str, words: CreditWords) -> PageCredits:
    """Author and date from the lines around the headline."""
    window = _window(page, title)
    dated = list(_dated_lines(window.lines, words))
    usable = [line for line in dated if line.is_published or window.is_below(line.line_index)]
    return PageCredits(_author(window.lines, dated, words, title), _date(usable))


def is_page_credit(line: str, words: CreditWords) -> bool:
    """Whether a short line has a date or a byline."""
    return bool(list(_dated_lines([line], words))) or bool(_authors(line, words, with_opener=True))


def _window(page: Sequence[PageLine], title: str) -> _Window:
    """The lines that may be credits of the article."""
    headline = _headline_index(page, title)
    first = 0 if headline is None else headline + 1
    text_start = article_start(page, first)
    if headline is None:
        return _Window([line.text for line in page[max(0, text_start - _MAX_LINES_ABOVE_TEXT) : text_start]], 0)
    end = min(_end_of_head(page, text_start), headline + _MAX_LINES_BELOW_HEADLINE)
    above = page[max(0, headline - _LINES_ABOVE_HEADLINE) : headline]
    return _Window([line.text for line in (*page[headline:end], *above)], end - headline)


def _headline_index(page: Sequence[PageLine], title: str) -> int | None:
    """The last line before the article text that prints the title."""
    keys = {*headline_keys(title)} - {""}
    found = None
    for index, line in enumerate(page):
        if line.number is not None and is_running_text(line.text) and found is not None:
            break
        if len(line.text) <= 2 * len(title) + 40 and not keys.isdisjoint(headline_keys(line.text)):
            found = index
    return found


def _end_of_head(page: Sequence[PageLine], text_start: int) -> int:
    """Where two lines of article text follow each other, the first included."""
    for index in range(text_start, len(page) - 1):
        pair = page[index : index + 2]
        if all(line.number is not None and is_running_text(line.text) for line in pair):
            return index
    return len(page)


def _dated_lines(lines: Sequence[str], words: CreditWords) -> Iterator[_DatedLine]:
    """The lines with a date and few other words."""
    for index, line in enumerate(lines):
        if len(line) > _MAX_CREDIT_LENGTH or is_running_text(line) or line.startswith(_ATTRIBUTION):
            continue
        dates = sorted(
            find_dates(line, months=words.dates.months, day_first=words.day_first), key=lambda date: date.start
        )
        if (
            not dates
            or len(_WORD.findall(without_dates(line, words.dates, day_first=words.day_first))) > _MAX_OTHER_WORDS
        ):
            continue
        published, updated = words.dates.published.search(line), words.dates.updated.search(line)
        start = published.end() if published else 0
        date = next((date for date in dates if date.start >= start), dates[0])
        yield _DatedLine(index, date.iso, bool(published), bool(updated and not published))


def _date(dated: Sequence[_DatedLine]) -> str:
    ranked = sorted(dated, key=lambda line: (not line.is_published, line.is_updated, line.line_index))
    return ranked[0].date if ranked else ""


def _author(lines: Sequence[str], dated: Sequence[_DatedLine], words: CreditWords, title: str) -> str:
    for line in lines:
        if authors := _authors(line, words, with_opener=True):
            return "; ".join(authors)
    for index, line in enumerate(lines):
        near_date = any(abs(index - each.line_index) <= _MAX_LINES_FROM_NAME_TO_DATE for each in dated)
        authors = _authors(line, words, with_opener=False) if near_date else ()
        if authors and headline_key(authors[0]) not in headline_key(title):
            return "; ".join(authors)
    return ""


def _authors(line: str, words: CreditWords, *, with_opener: bool) -> tuple[str, ...]:
    if len(line) > _MAX_CREDIT_LENGTH or is_running_text(line):
        return ()
    bare = partial(without_dates, words=words.dates, day_first=words.day_first)
    return find_authors(line, words.bylines, bare, with_opener=with_opener)
