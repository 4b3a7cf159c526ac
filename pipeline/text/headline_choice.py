"""Headline choice: which lines of a text are its headline, by shape, position and words shared with the article."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.text.headlines import (
    headline_key,
    headline_keys,
    is_headline,
    is_running_text,
    shared_words,
    spans_without_site,
    strip_heading_marks,
)

_COPY_PREFIX = 20  # characters that two copies of a headline have in common, whatever a site appends
_LEAD_LINES = 6  # lines of article text among which a headline has some of its words
_LAST_LINE_LEAD = 3  # the same for a headline that is the last line


class Thresholds(NamedTuple):
    """When a line is taken for the headline.

    ``max_lines_above_text``: lines before the article text in which a headline is searched.
    ``top_lines``: lines of a text that are its top.
    ``min_shared_words``: content words that a headline has in common with the article text.
    ``min_lead_words``: ... and with its first paragraphs.
    ``min_lead_words_below_top``: ... and with its first paragraphs, for a line below the top.
    ``min_shared_share``: share of its content words that the article text has too.
    ``min_shared_share_last``: the same for a headline that is the last line.
    """

    max_lines_above_text: int
    top_lines: int
    min_shared_words: int
    min_lead_words: int
    min_lead_words_below_top: int
    min_shared_share: float
    min_shared_share_last: float


class Choice(NamedTuple):
    """The headline chosen: its text, the numbers of the lines that print it, and which rule chose it."""

    title: str
    line_numbers: tuple[int, ...]
    rule: str


def choose_headline(
    lines: Sequence[str], limits: Thresholds, credited: Collection[int] = (), below_menu: Collection[int] = ()
) -> Choice | None:
    """The headline of a text whose title is not known, or None where no line is certain enough.

    1. Near above the first line of article text: the first line in the shape of a headline that shares words with
       the article text, some of them with the first paragraphs. Below the top of the text, where a site's menu may
       be, it must share more of them, or be repeated, or be followed by a credit.
    2. Else a line at the top that shares words with later paragraphs only.
    3. Where the line found has no credit: the line between a menu and a credit that shares most words with the article
       text, if there is one.
    4. Else the last line, if no line above the article text has the shape of a headline, article text is right
       above the line, and nearly all of the line's words are in the article, most of them in its first paragraphs.

    ``lines`` come without bylines and dates, which may have the shape of a headline too; ``credited`` are the numbers
    of the lines that are followed by one, ``below_menu`` those of the lines below a menu.
    """
    text_start = lines_before_text(lines)
    if text_start == len(lines):
        return None
    nearest = max(0, text_start - limits.max_lines_above_text)
    shaped = [number for number in range(text_start) if is_headline(lines[number])]
    near = [number for number in shaped if number >= nearest]
    body = _casefolded(lines[text_start:])
    number = _by_shared_words(lines, near, text_start, limits, credited)
    if number is None or number not in credited:
        number = _between_menu_and_credit(lines, near, body, {*credited} & {*below_menu}, number)
    if number is not None:
        return _with_copies(lines, number)
    return None if shaped else _last_line(lines, limits)


def _by_shared_words(
    lines: Sequence[str], near: Sequence[int], text_start: int, limits: Thresholds, credited: Collection[int]
) -> int | None:
    body = _casefolded(lines[text_start:])
    lead = _casefolded(lines[text_start : text_start + _LEAD_LINES])
    candidates = [number for number in near if _shares_enough(lines[number], body, limits)]
    for number in candidates:
        count = shared_words(lines[number], lead)[0]
        supported = (
            number < limits.top_lines
            or number in credited
            or count >= limits.min_lead_words_below_top
            or len(repeated_title_lines(lines, lines[number])) > 1
        )
        if count >= limits.min_lead_words and supported:
            return number
    return candidates[0] if candidates and candidates[0] < limits.top_lines else None


def _between_menu_and_credit(
    lines: Sequence[str], near: Sequence[int], body: str, between: Collection[int], default: int | None
) -> int | None:
    counts = {number: shared_words(lines[number], body)[0] for number in near if number in between}
    best = max(counts, key=lambda number: (counts[number], -number), default=None)
    return best if best is not None and counts[best] else default


def _with_copies(lines: Sequence[str], number: int) -> Choice:
    """The headline on a line, with all other lines that print it; its shortest form is the title."""
    prefix = headline_key(lines[number])[:_COPY_PREFIX]
    repeated = repeated_title_lines(lines, lines[number])
    copies = tuple(other for other in repeated if headline_key(lines[other])[:_COPY_PREFIX] == prefix)
    title = min((lines[copy] for copy in copies), key=len)
    return Choice(strip_heading_marks(title), copies, "headline-repeated" if len(copies) > 1 else "headline-first")


def _shares_enough(line: str, body: str, limits: Thresholds) -> bool:
    count, share = shared_words(line, body)
    return count >= limits.min_shared_words and share >= limits.min_shared_share


def _last_line(lines: Sequence[str], limits: Thresholds) -> Choice | None:
    *above, last = lines
    if not above or not is_running_text(above[-1]) or not is_headline(last):
        return None
    count, share = shared_words(last, _casefolded(above))
    text_start = lines_before_text(above)
    lead_share = shared_words(last, _casefolded(above[text_start : text_start + _LAST_LINE_LEAD]))[1]
    certain = (
        lead_share > limits.min_shared_share
        and count > limits.min_shared_words
        and share >= limits.min_shared_share_last
    )
    return Choice(strip_heading_marks(last), (len(above),), "headline-last") if certain else None


def _casefolded(lines: Sequence[str]) -> str:
    return "\n".join(lines).casefold()


def lines_before_text(lines: Sequence[str]) -> int:
    """How many lines come before the first line of article text, which may be half of a sentence cut in two."""
    for number, line in enumerate(lines):
        following = lines[number + 1 : number + 2]
        cut = following and following[0][:1].islower() and is_running_text(following[0])
        if is_running_text(line) or cut:
            return number
    return len(lines)


def lines_before_paragraphs(lines: Sequence[str]) -> int:
    """How many lines come before two lines of article text in a row, the first of the two included.

    Credits are searched among these. One line of running text does not end them: a standfirst may be a sentence.
    """
    for number, (line, following) in enumerate(pairwise(lines), start=1):
        if is_running_text(line) and is_running_text(following):
            return number
    return len(lines)


def repeated_title_lines(lines: Sequence[str], title: str) -> tuple[int, ...]:
    """The numbers of the lines that print the title and nothing else, at the head of the text or as its last line.

    Above the article text a line may lack a site's name that the title has, or have one that the title lacks. The
    first line of article text, and the last line, must be equal to the title. Never all lines of the text.

    >>> lines = ["Bridge is shut | Herald", "Bridge is shut", "The mayor of Ashford shut it."]
    >>> repeated_title_lines(lines, "Bridge is shut")
    (0, 1)
    """
    key, keys = headline_key(title), {*headline_keys(title)}
    head_end = next(
        (number for number, line in enumerate(lines) if is_running_text(line) and headline_key(line) != key), len(lines)
    )
    tail_start = next(
        (number for number in range(len(lines), head_end, -1) if headline_key(lines[number - 1]) != key), head_end
    )
    head = [
        number
        for number in range(head_end)
        if headline_key(lines[number]) in keys or key in headline_keys(lines[number])
    ]
    numbers = (*head, *range(tail_start, len(lines)))
    return numbers if key and len(numbers) < len(lines) else ()


def site_name_span(title: str, printed: str) -> tuple[int, int] | None:
    """The span of a site's name in a title, if ``printed`` is the title without it; else None.

    >>> site_name_span("Bridge shut until spring | Ashford Herald", "Bridge shut until spring")
    (24, 41)
    """
    for start, end in spans_without_site(title):
        if headline_key(title[start:end]) == headline_key(printed):
            return (end, len(title)) if start == 0 else (0, start)
    return None
