"""Title, date and authors from HTML compared with their labels, for ``bench/html.py``.

``.stated``: the share of the pages that have the labelled value somewhere. The newspaper4k labels were made from later
versions of the pages: read by hand, most other labels have the year of crawling or a title that was changed since.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from html import unescape
from typing import Any

from lxml.html import document_fromstring

from pipeline.line_classifier.html_blocks import blocks_of
from pipeline.stages.extract.page_metadata.date_parsing import format_date, parse_written_date

_UNDATED = "NaT"  # how the labels mark a page without a date
_MAX_DATE_LINE = 150  # characters
_STRAIGHT_QUOTES = str.maketrans(
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT DOUBLE QUOTATION MARK}",
    "''\"\"",
)

Row = tuple[dict[str, Any], dict[str, str], dict[str, str]]
"""A labelled page, what copydesk finds in it, and what trafilatura finds."""


def metadata_figures(name: str, rows: Sequence[Row]) -> dict[str, float]:
    """Return the shares of pages with the labelled title, date and authors, up to quotation marks and spaces."""
    figures: dict[str, float] = {}
    for field, (right, stated) in _CHECKS.items():
        with_label = [row for row in rows if stated(row[0])]
        figures[f"{name}.{field}"] = _share(right(page, own) for page, own, _ in rows)
        figures[f"{name}.{field}.stated"] = _share(right(page, own) for page, own, _ in with_label)
        figures[f"{name}.{field}.trafilatura"] = _share(right(page, its) for page, _, its in rows)
    return figures


def _share(results: Iterable[bool]) -> float:
    values = list(results)
    return sum(values) / len(values)


def _title_is_right(page: dict[str, Any], got: dict[str, str]) -> bool:
    return _normalize(got.get("title", "")) == _normalize(page["title"])


def _date_is_right(page: dict[str, Any], got: dict[str, str]) -> bool:
    return got.get("date", "") == _date_label(page)


def _authors_are_right(page: dict[str, Any], got: dict[str, str]) -> bool:
    return _names(got.get("author", "").split(";")) == _author_labels(page)


def _title_is_stated(page: dict[str, Any]) -> bool:
    return _normalize(page["title"]) in _page_text(page)


def _date_is_stated(page: dict[str, Any]) -> bool:
    """Tell whether the page has the labelled day in its markup or in a line; no date is a label too."""
    label = _date_label(page)
    if not label or re.search(label.replace("-", "[-/ ]?"), page["html"]):
        return True
    lines = (block.text for block in blocks_of(document_fromstring(page["html"])))
    dates = (parse_written_date(line, page.get("language") or "en") for line in lines if len(line) <= _MAX_DATE_LINE)
    return any(date and format_date(date) == label for date in dates)


def _authors_are_stated(page: dict[str, Any]) -> bool:
    return all(name.casefold() in _page_text(page).casefold() for name in _author_labels(page))


def _page_text(page: dict[str, Any]) -> str:
    return _normalize(unescape(page["html"]))


def _date_label(page: dict[str, Any]) -> str:
    label: str = page["date"] or ""
    return "" if label == _UNDATED else label[: len("2024-02-27")]


def _author_labels(page: dict[str, Any]) -> set[str]:
    labels = page["authors"] or ""
    return _names(labels.split(",") if isinstance(labels, str) else labels)


def _normalize(text: str | None) -> str:
    return " ".join((text or "").translate(_STRAIGHT_QUOTES).split())


def _names(names: Iterable[str]) -> set[str]:
    return {_normalize(name) for name in names if name.strip()}


_CHECKS: dict[str, tuple[Callable[[dict[str, Any], dict[str, str]], bool], Callable[[dict[str, Any]], bool]]] = {
    "title": (_title_is_right, _title_is_stated),
    "date": (_date_is_right, _date_is_stated),
    "authors": (_authors_are_right, _authors_are_stated),
}
