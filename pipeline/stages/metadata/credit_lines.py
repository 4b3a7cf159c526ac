"""The credit lines at the head of a text: who wrote it, and which day it was published."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from pipeline.stages.metadata import bylines, printed_dates
from pipeline.stages.metadata.bylines import Byline
from pipeline.stages.metadata.printed_dates import Stamp


class Words(NamedTuple):
    """The words of bylines and of dates, and whether 3/4/2022 is a day of April."""

    bylines: bylines.Words
    dates: printed_dates.Words
    day_first: bool


class Credit(NamedTuple):
    """Authors parted by "; ", the day of publication in ISO form and the rule that made it sure; each may be "".

    ``drops`` are the places of the lines that say nothing else, with the rule that takes them out.
    """

    author: str
    day: str
    sure: str
    drops: Mapping[int, str]


class _Signed(NamedTuple):
    byline: Byline
    day: str
    at: tuple[int, ...]


def is_credit(line: str, words: Words) -> bool:
    """Whether a line is a byline or a date and nothing else."""
    return bool(_stamp(line, words) or _byline(line, words))


def read(lines: Sequence[str], words: Words, *, author: str, day: str, headline: int | None) -> Credit:
    """What the lines at the head of a text say of author and day. ``author`` and ``day`` are what is known of them.

    1. The first byline names the authors, if none is known. It leaves, and so does every line naming one of them.
    2. The day of publication, if not known, is that of the first line saying "published"; else that in the byline;
       else the one on the line beside the byline; else one with a time of day behind the headline, which stands
       before line ``headline``. A bare date is as likely the day the page was fetched, and says nothing.
    3. Lines that say when the text was published or updated leave, and dates that say the day known by now.
    """
    stamps = {at: stamp for at, line in enumerate(lines) if (stamp := _stamp(line, words))}
    signed = list(_signed(lines, words))
    author = author or next(("; ".join(each.byline.authors) for each in signed), "")
    signed = [each for each in signed if bylines.same(author, "; ".join(each.byline.authors))]
    sure = ""
    if not day:
        day, sure = _day(stamps, signed, headline)
    drops = {at: "byline" for each in signed for at in each.at}
    drops |= {
        at: "updated" if stamp.updated and not stamp.published else "published"
        for at, stamp in stamps.items()
        if stamp.published or stamp.updated or stamp.day == day
    }
    return Credit(author, day, sure, drops)


def _day(stamps: Mapping[int, Stamp], signed: Sequence[_Signed], headline: int | None) -> tuple[str, str]:
    for at in sorted(stamps):
        if stamps[at].published and stamps[at].day:
            return stamps[at].day, "published"
    for each in signed[:1]:
        beside = {stamps[at].day for at in (each.at[0] - 1, each.at[-1] + 1) if at in stamps and not stamps[at].updated}
        if each.day or len(beside) == 1:
            return each.day or beside.pop(), "byline"
    behind = [stamp for at, stamp in sorted(stamps.items()) if headline is not None and at >= headline and stamp.timed]
    return (behind[0].day, "headline") if behind and not behind[0].updated else ("", "")


def _signed(lines: Sequence[str], words: Words) -> Iterator[_Signed]:
    for at, line in enumerate(lines):
        pair = f"{line} {lines[at + 1]}" if at + 1 < len(lines) and words.bylines.opens.fullmatch(line) else line
        if byline := _byline(pair, words):
            found = list(printed_dates.days(pair, months=words.dates.months, day_first=words.day_first))
            day = "" if words.dates.updated.search(pair) or not found else found[0].iso
            yield _Signed(byline, day, (at, at + 1) if pair != line else (at,))


def _byline(line: str, words: Words) -> Byline | None:
    if len(line) > printed_dates.LONGEST:
        return None
    return bylines.parse(
        line, words.bylines, partial(printed_dates.undated, words=words.dates, day_first=words.day_first)
    )


def _stamp(line: str, words: Words) -> Stamp | None:
    return printed_dates.stamp(line, words.dates, day_first=words.day_first)
