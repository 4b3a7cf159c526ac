"""Punctuation left broken by scrapers: what each kind of it becomes."""

import re
from collections.abc import Iterator

from pipeline.blanks import Change

_CLOSING = "\N{RIGHT DOUBLE QUOTATION MARK})\\]"
_DOUBLED_STOP = re.compile(r"(?<=[^\s.])([.!?\u2026])(?: +\.)(?=\s|$)(?! *\.)")
_DOUBLED_COMMA = re.compile(r"(?<=\w),(?: *,)+(?=\s|$)")
_BEFORE_STOP = re.compile(rf"(?<=[\w%{_CLOSING}]) +([.,])(?=\s|$|[{_CLOSING}])(?! *\.)")
_BEFORE_MARK = re.compile(rf"(?<=[^\W\d_]) +([;:!?])(?=\s|$|[{_CLOSING}])")
_BEFORE_CLOSING = re.compile(r"(?<=[\w.,!?%]) +([)\]])(?=[\s.,;:!?]|$)")
_AFTER_OPENING = re.compile(r"(?<=[\s])([(\[]) +(?=\w)")
_JOINED = re.compile(r"(?<![^\s(\u201c\u2018\"'])([^\W\d_]+)([.!?])([^\W\d_]+)(?=[\s,;:\u2019']|$)")
_AFTER_QUOTE = re.compile(r"(?<=[^\W\d_][.!?,]\u201d)(?=[^\W\d_]{2})")
_TWICE = re.compile(r"\u201c{2,}(?=\w)|(?<=[\w.,!?])\u201d{2,}|(?<![^\s(])\"\"(?=\w)|(?<=[\w.,!?])\"\"(?=[\s.,;:)]|$)")
_TORN = re.compile(r"(?<!\S)&;(?!\S)|(?<=\w)&;(?=\w)")


def doubled_stop(text: str) -> Iterator[Change]:
    """A full stop that stands alone after a closing mark goes; an ellipsis of stops and blanks stays."""
    for found in _DOUBLED_STOP.finditer(text):
        yield found.end(1), found.end(), ""


def doubled_comma(text: str) -> Iterator[Change]:
    """Of several commas one stays."""
    for found in _DOUBLED_COMMA.finditer(text):
        yield found.start() + 1, found.end(), ""


def before_stop(text: str) -> Iterator[Change]:
    """The blank before a comma or full stop goes."""
    for found in _BEFORE_STOP.finditer(text):
        yield found.start(), found.start(1), ""


def before_mark(text: str) -> Iterator[Change]:
    """The blank before a colon, semicolon, question or exclamation mark goes; not for French."""
    for found in _BEFORE_MARK.finditer(text):
        yield found.start(), found.start(1), ""


def before_closing(text: str) -> Iterator[Change]:
    """The blank before a closing bracket goes."""
    for found in _BEFORE_CLOSING.finditer(text):
        yield found.start(), found.start(1), ""


def after_opening(text: str) -> Iterator[Change]:
    """The blank after an opening bracket goes."""
    for found in _AFTER_OPENING.finditer(text):
        yield found.end(1), found.end(), ""


def after_stop(text: str) -> Iterator[Change]:
    """A blank is put after the mark that ends a sentence where the next begins without one."""
    for found in _JOINED.finditer(text):
        before, _, after = found.groups()
        if len(before) > 1 and before.islower() and after.istitle() and len(after) > 1 and _begins(text, after):
            yield found.end(2), found.end(2), " "


def _begins(text: str, word: str) -> bool:
    """Whether a word is one of the document's own, written so, elsewhere: then it is no part of a domain or of code."""
    return re.search(rf"(?:^|[\s\u201c\"(]){re.escape(word)}\b(?!\.\w)", text) is not None


def doubled_quotes(text: str) -> Iterator[Change]:
    """Of a quotation mark set twice one stays."""
    for found in _TWICE.finditer(text):
        yield found.start() + 1, found.end(), ""


def torn_entities(text: str) -> Iterator[Change]:
    """An entity that lost its name keeps its ampersand, which is what most of them stood for."""
    for found in _TORN.finditer(text):
        yield found.end() - 1, found.end(), ""
