"""Page headline: the headline of a page from which the boilerplate stage removed a menu.

The boilerplate stage may have removed the headline with the menu, and a menu has many lines in the shape of a
headline. So all lines just above the article text compete, removed ones included:

1. Each line in the shape of a headline gets points for the content words it shares with the article text, for a byline
   or date a few lines below, for a copy of it on the page (the title of the page, the description of an image), and if
   it was kept; a line worded like a standfirst loses points.
2. The line with most points is the headline, if it has enough.
3. If a line of a headline's length, with nearly as many points, is right above that line, the line above is the
   headline, and the other one its standfirst. A breadcrumb that repeats the headline is no such line.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from pipeline.stages.metadata.page_lines import PageLine, article_start
from pipeline.stages.metadata.rule_words import HeadRules, is_no_headline, is_standfirst
from pipeline.text.headlines import headline_key, is_headline, is_running_text, shared_words, strip_heading_marks

_MAX_LINES_ABOVE_TEXT = 25
_MAX_BODY_LINES = 40  # of article text in which words of the headline are searched
_MIN_MENU_LINES = 3  # removed lines above the article text that are a menu
_MAX_LINES_TO_CREDIT = 4
_MAX_WORD_POINTS = 3
_CREDIT_POINTS = 2.5
_COPY_POINTS = 1.0
_KEPT_POINTS = 0.5  # for a line that the boilerplate stage kept
_STANDFIRST_POINTS = -1.0  # for a line worded like a standfirst
_MIN_SHARED_WORDS = 2
_MIN_POINTS = 3.5
_MIN_WORDS_ABOVE_STANDFIRST = 5  # of a headline; a section's name is shorter
_MAX_POINTS_BEHIND_STANDFIRST = 2.0


class PageHeadline(NamedTuple):
    """The headline, and the numbers of the lines of the text that print it; none if all were removed."""

    title: str
    numbers: tuple[int, ...]


def page_headline(page: Sequence[PageLine], rules: HeadRules, credit_lines: Collection[int]) -> PageHeadline | None:
    """The headline of a page; None for a page without a menu, or where no line has enough points.

    ``credit_lines`` are the lines around the start of the article text that have a date or a byline.
    """
    start = article_start(page)
    if start == len(page) or sum(line.number is None for line in page[:start]) < _MIN_MENU_LINES:
        return None
    copies = Counter(headline_key(line.text) for line in page if is_headline(line.text))
    article = [line.text for line in page[start:] if line.number is not None and is_running_text(line.text)]
    body = "\n".join(article[:_MAX_BODY_LINES]).casefold()
    first = max(0, start - _MAX_LINES_ABOVE_TEXT)
    head = page[first:start]
    points = {
        index: _points(line, body, rules)
        + _COPY_POINTS * (copies[headline_key(line.text)] > 1)
        + _CREDIT_POINTS * any(0 < credit - first - index <= _MAX_LINES_TO_CREDIT for credit in credit_lines)
        for index, line in enumerate(head)
        if first + index not in credit_lines and is_headline(line.text) and not is_no_headline(line.text, rules)
    }
    best = max(points, key=lambda index: (points[index], -index), default=None)
    if best is None or points[best] < _MIN_POINTS:
        return None
    if best - 1 in points and _is_above_standfirst(head[best - 1], head[best], points[best] - points[best - 1]):
        best -= 1
    key = headline_key(head[best].text)
    numbers = (line.number for line in page[:start] if line.number is not None and headline_key(line.text) == key)
    return PageHeadline(strip_heading_marks(head[best].text), tuple(numbers))


def _is_above_standfirst(above: PageLine, line: PageLine, points_behind: float) -> bool:
    """Whether the line is the standfirst of the headline above it."""
    is_long = len(above.text.split()) >= _MIN_WORDS_ABOVE_STANDFIRST
    is_breadcrumb = headline_key(line.text) in headline_key(above.text)
    return is_long and not is_breadcrumb and points_behind <= _MAX_POINTS_BEHIND_STANDFIRST


def _points(line: PageLine, body: str, rules: HeadRules) -> float:
    """Points of a line for its own words."""
    count, share = shared_words(line.text, body)
    if count < _MIN_SHARED_WORDS:
        return -_MIN_POINTS
    kept = _KEPT_POINTS * (line.number is not None)
    return min(count, _MAX_WORD_POINTS) * share + kept + _STANDFIRST_POINTS * is_standfirst(line.text, rules)
