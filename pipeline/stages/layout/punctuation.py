"""Punctuation broken by scrapers.

No fix applies to a line that looks like code, a formula or an address, nor inside a number, a time, an ellipsis or an
abbreviation: the patterns require letters and spaces where running text has them.
"""

import re
from collections.abc import Callable, Iterator

from pipeline.stages.layout.change import Change, WordLists

_CLOSING = "\N{RIGHT DOUBLE QUOTATION MARK})\\]"
_LETTER = r"[^\W\d_]"
_CODE_LINE = re.compile(r"[{}<>=\\_^`~|]|::|//|@|\(\)|\w\(\w*\)|;$", re.MULTILINE)
_DOUBLED_STOP = re.compile(r"(?<=[^\s.])[.!?\u2026]( +\.)(?=\s|$)(?! *\.)")
_DOUBLED_COMMA = re.compile(r"(?<=\w),((?: *,)+)(?=\s|$)")
_BEFORE_STOP = re.compile(rf"(?<=[\w%{_CLOSING}])(?!(?<=\d) +[.,] +\d)( +)[.,](?=\s|$|[{_CLOSING}])(?! *[.,])")
_BEFORE_MARK = re.compile(
    rf"(?<={_LETTER})( +)(?:!+(?=\s|$|[{_CLOSING}\",.])(?! ?[()])|[;:]+(?=\s|$|[{_CLOSING}])(?! ?[()])"
    rf"|\?+(?=\n|$|[{_CLOSING}]))"
)
_BEFORE_QUESTION_MARK = re.compile(r"(?<=[a-z])( +)\?+(?= +([A-Z][a-z]*)\b)")
_BEFORE_BRACKET = re.compile(r"\((?=\S)[^()\n]*[\w.,!?%]( +)\)|\[(?=\S)[^\[\]\n]*[\w.,!?%]( +)\]")
_BEFORE_QUOTE = re.compile(
    r"\u201c(?=\S)[^\u201c\u201d\n]*[\w.,!?]( +)\u201d(?=[\s.,;:!?)]|$)"
    r"|\u201e(?=\S)[^\u201c-\u201e\n]*[\w.,!?]( +)[\u201c\u201d](?=[\s.,;:!?)]|$)"
)
_BEFORE_S = re.compile(rf"(?<={_LETTER})( )['\u2019]s(?=[\s.,;:!?)])")
_AFTER_OPENING = re.compile(
    r"(?:(?<=\s)|\A)(?:\(( +)(?=\w[^()\n]*\))|\[( +)(?=\w[^\[\]\n]*\])|[\u00bf\u00a1\u201e]( +)(?=\w)"
    r"|\u201c( +)(?=\w[^\u201c-\u201e\n]*\u201d))"
)
_DOUBLED_QUOTES = re.compile(
    r"(?<!\u201c)\u201c(\u201c++)(?=\w)|(?<=[\w.,!?])\u201d(\u201d+)"
    r'|(?<![^\s(])"(")(?=\w)|(?<=[^\W\d_]|[.,!?])"(")(?=[\s.,;:)]|$)'
)
_NAMELESS_ENTITY = re.compile(r"(?<!\S)&(;)(?!\S)|(?<=\w)&(;)(?=\w)")
_ENTITY_WITHOUT_SEMICOLON = re.compile(r"&(\w{2,8})(?![\w;=])")
_LINE_OF_ONE_MARK = re.compile(r"(\n+)[.,](?=\n|\Z)")
_SHELL_COMMAND = re.compile(r"(?<![^\n])[a-z][^\n.,:;!?]{,60} +\.(?=\n|\Z)")


def doubled_stop(text: str, _: WordLists) -> Iterator[Change]:
    """Remove a full stop that stands alone after a closing mark; keep an ellipsis of stops and spaces."""
    return _without_groups(_DOUBLED_STOP, text)


def doubled_comma(text: str, _: WordLists) -> Iterator[Change]:
    """Keep one of several commas."""
    return _without_groups(_DOUBLED_COMMA, text)


def lone_mark(text: str, _: WordLists) -> Iterator[Change]:
    """Move a line that is only a full stop or comma to the end of the line before; remove it where that is closed."""
    for match in _LINE_OF_ONE_MARK.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before in {*".!?", "\N{HORIZONTAL ELLIPSIS}"}:
            yield *match.span(), ""
        elif before.isalnum() or before == ")":
            yield *match.span(1), ""


def before_stop(text: str, _: WordLists) -> Iterator[Change]:
    """Remove the space before a comma or full stop, but not within numbers or in a line such as ``git add .``."""
    command_ends = {match.end() for match in _SHELL_COMMAND.finditer(text)}
    return (change for change in _without_groups(_BEFORE_STOP, text) if change[1] + 1 not in command_ends)


def before_mark(text: str, words: WordLists) -> Iterator[Change]:
    """Remove the space before a colon, semicolon or exclamation mark; before a question mark only where it ends a line.

    Elsewhere a question mark between spaces may be a dash or a letter that was lost, unless the next word often starts
    a sentence.
    """
    yield from _without_groups(_BEFORE_MARK, text)
    is_code = code_line_test(text)
    for match in _BEFORE_QUESTION_MARK.finditer(text):
        if match[2].lower() in words.sentence_starters and not is_code(match.start()):
            yield *match.span(1), ""


def before_closing(text: str, _: WordLists) -> Iterator[Change]:
    """Remove the space before a closing bracket or quotation mark that was opened."""
    yield from _without_groups(_BEFORE_BRACKET, text)
    yield from _without_groups(_BEFORE_QUOTE, text)


def before_s(text: str, _: WordLists) -> Iterator[Change]:
    """Remove the space before an apostrophe and a lone s."""
    return _without_groups(_BEFORE_S, text)


def after_opening(text: str, _: WordLists) -> Iterator[Change]:
    """Remove the space after an opening Spanish mark, or an opening bracket or quotation mark that is closed."""
    return _without_groups(_AFTER_OPENING, text)


def doubled_quotes(text: str, _: WordLists) -> Iterator[Change]:
    """Keep one of two equal quotation marks."""
    return _without_groups(_DOUBLED_QUOTES, text)


def broken_entities(text: str, words: WordLists) -> Iterator[Change]:
    """An entity without its name keeps the ampersand; an entity without its semicolon becomes its character."""
    yield from _without_groups(_NAMELESS_ENTITY, text)
    is_code = code_line_test(text)
    for match in _ENTITY_WITHOUT_SEMICOLON.finditer(text):
        if match[1] in words.entities and not is_code(match.start()):
            yield *match.span(), words.entities[match[1]]


def _without_groups(pattern: re.Pattern[str], text: str) -> Iterator[Change]:
    """Remove the matched group of every match that is not in a line of code."""
    is_code = code_line_test(text)
    for match in pattern.finditer(text):
        group = match.lastindex or 0
        if not is_code(match.start(group)):
            yield *match.span(group), ""


def code_line_test(text: str) -> Callable[[int], bool]:
    """A function that tells whether the line at a position looks like code; consecutive calls on one line are cheap."""
    start, end, code = 0, -1, False

    def is_code(position: int) -> bool:
        nonlocal start, end, code
        if not start <= position <= end:
            start, end = text.rfind("\n", 0, position) + 1, text.find("\n", position)
            end = end if end >= 0 else len(text)
            code = _CODE_LINE.search(text, start, end) is not None
        return code

    return is_code
