"""Credit lines at the head of a text: bylines and dates of publication."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pipeline.stages.metadata.bylines import Byline, BylineWords, parse_byline, share_author
from pipeline.stages.metadata.printed_dates import (
    MAX_CREDIT_LENGTH,
    DateLine,
    DateWords,
    find_dates,
    parse_date_line,
    without_dates,
)


class CreditWords(NamedTuple):
    """The words of bylines and of dates, and whether 3/4/2022 is a day in April."""

    bylines: BylineWords
    dates: DateWords
    day_first: bool


class Credits(NamedTuple):
    """Authors joined by "; ", the date of publication in ISO form and the rule that found it; each may be empty.

    ``removed`` maps the numbers of lines that say nothing else to the rule that removes them.
    """

    author: str
    date: str
    date_rule: str
    removed: Mapping[int, str]


class _BylineAt(NamedTuple):
    """A byline, the date in it (or ""), and the numbers of its lines."""

    byline: Byline
    date: str
    line_numbers: tuple[int, ...]

    @property
    def author(self) -> str:
        return "; ".join(self.byline.authors)


def is_credit(line: str, words: CreditWords) -> bool:
    """Whether a line is only a byline or a date."""
    return bool(_date_line(line, words) or _byline(line, words))


def read_credits(
    lines: Sequence[str], words: CreditWords, *, author: str, date: str, headline_end: int | None
) -> Credits:
    """Author and date of publication from the lines at the head of a text; ``author`` and ``date`` are known values.

    1. The first byline names the authors, if none is known. It is removed, and so is every byline with one of them.
    2. The date of publication, if not known, is that of the first line labelled "published"; else that in the byline;
       else the one on a line beside the byline; else one with a time of day after the headline, which ends before line
       ``headline_end``. A date alone may as well be the day the page was fetched.
    3. Lines that say when the text was published or updated are removed, and lines with only the known date.
    """
    date_lines = {number: found for number, line in enumerate(lines) if (found := _date_line(line, words))}
    signed = list(_bylines(lines, words))
    author = author or (signed[0].author if signed else "")
    signed = [each for each in signed if share_author(author, each.author)]
    date_rule = ""
    if not date:
        date, date_rule = _published_date(date_lines, signed, headline_end)
    removed = {number: "byline" for each in signed for number in each.line_numbers}
    for number, found in date_lines.items():
        if found.is_published or found.is_updated or found.date == date:
            removed[number] = "updated" if found.is_updated and not found.is_published else "published"
    return Credits(author, date, date_rule, removed)


def _published_date(
    date_lines: Mapping[int, DateLine], signed: Sequence[_BylineAt], headline_end: int | None
) -> tuple[str, str]:
    """The date of publication and the rule that found it."""
    for _, found in sorted(date_lines.items()):
        if found.is_published and found.date:
            return found.date, "date-published"
    if signed:
        date = signed[0].date or _date_beside(signed[0], date_lines)
        if date:
            return date, "date-byline"
    after = [
        found for number, found in sorted(date_lines.items()) if headline_end is not None and number >= headline_end
    ]
    timed = [found for found in after if found.has_time]
    return (timed[0].date, "date-headline") if timed and not timed[0].is_updated else ("", "")


def _date_beside(signed: _BylineAt, date_lines: Mapping[int, DateLine]) -> str:
    """The date on the line before or after a byline, if there is one and no other."""
    beside = (signed.line_numbers[0] - 1, signed.line_numbers[-1] + 1)
    dates = {date_lines[number].date for number in beside if number in date_lines and not date_lines[number].is_updated}
    return dates.pop() if len(dates) == 1 else ""


def _bylines(lines: Sequence[str], words: CreditWords) -> Iterator[_BylineAt]:
    """All bylines; an opener alone on its line goes with the next line."""
    for number, line in enumerate(lines):
        split = number + 1 < len(lines) and words.bylines.openers.fullmatch(line)
        whole = f"{line} {lines[number + 1]}" if split else line
        if byline := _byline(whole, words):
            dates = list(find_dates(whole, months=words.dates.months, day_first=words.day_first))
            date = "" if words.dates.updated.search(whole) or not dates else dates[0].iso
            yield _BylineAt(byline, date, (number, number + 1) if split else (number,))


def _byline(line: str, words: CreditWords) -> Byline | None:
    if len(line) > MAX_CREDIT_LENGTH:
        return None
    return parse_byline(line, words.bylines, partial(without_dates, words=words.dates, day_first=words.day_first))


def _date_line(line: str, words: CreditWords) -> DateLine | None:
    return parse_date_line(line, words.dates, day_first=words.day_first)
