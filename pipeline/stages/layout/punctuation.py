"""Punctuation broken by scrapers.

No fix applies to a line that looks like code, a formula or an address, nor inside a number, a time, an ellipsis or an
abbreviation: the patterns require letters and spaces where running text has them.
"""

import re
from collections.abc import Callable, Container, Iterator

from pipeline.stages.layout.change import Change, WordLists

_CLOSING = "\N{RIGHT DOUBLE QUOTATION MARK})\\]"
_LETTER = r"[^\W\d_]"
_CODE_LINE = re.compile(r"[{}<>=\\_^`~|]|::|//|@|\(\)|\w\(\w*\)|;$", re.MULTILINE)
_PROGRAM = re.compile(r"\(\)|\w\.\w+\(|[{};]\n|\n\s*[{}]")
_DOUBLED_STOP = re.compile(r"(?<=[^\s.])[.!?\u2026]( +\.)(?=\s|$)(?! *\.)")
_DOUBLED_COMMA = re.compile(r"(?<=\w),((?: *,)+)(?=\s|$)")
_BEFORE_STOP = re.compile(rf"(?<=[\w%{_CLOSING}])(?!(?<=\d) +[.,] +\d)( +)[.,](?=\s|$|[{_CLOSING}])(?! *[.,])")
_BEFORE_MARK = re.compile(rf"(?<={_LETTER})( +)(?:[;:!]+(?=\s|$|[{_CLOSING}])(?! ?[()])|\?+(?=\n|$|[{_CLOSING}]))")
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
_JOINED_SENTENCES = re.compile(
    rf"(?<![^\s(\u201c\u2018\u2019'\u2013\u2014-])({_LETTER}+)[.!?](?=({_LETTER}+)(?:[\s,;:\u2019'-]|$))"
)
_WORD_ALONE = re.compile(rf"(?<![^\s\u201c(])({_LETTER}+)(?=[\s,])")
_AFTER_QUOTATION = re.compile(rf"(?<={_LETTER}[.!?,]\u201d)(?={_LETTER}{{2}}|[aAI]\s)")
_DOUBLED_QUOTES = re.compile(
    r"(?<!\u201c)\u201c(\u201c++)(?=\w)|(?<=[\w.,!?])\u201d(\u201d+)"
    r'|(?<![^\s(])"(")(?=\w)|(?<=[^\W\d_]|[.,!?])"(")(?=[\s.,;:)]|$)'
)
_NAMELESS_ENTITY = re.compile(r"(?<!\S)&(;)(?!\S)|(?<=\w)&(;)(?=\w)")
_ENTITY_WITHOUT_SEMICOLON = re.compile(r"&(\w{2,8})(?![\w;=])")
_LINE_OF_ONE_MARK = re.compile(r"(\n+)[.,](?=\n|\Z)")
_SHELL_COMMAND = re.compile(r"(?<![^\n])[a-z][^\n.,:;!?]{,60} +\.(?=\n|\Z)")
_MIN_LONG_WORD = 5  # letters of a word that is not the ending of a domain or file name


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


def before_mark(text: str, _: WordLists) -> Iterator[Change]:
    """Remove the space before a colon, semicolon or exclamation mark; before a question mark only at a line's end.

    Elsewhere a question mark between spaces may be a dash or a letter that was lost.
    """
    return _without_groups(_BEFORE_MARK, text)


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


def after_stop(text: str, words: WordLists) -> Iterator[Change]:
    """Insert the missing space between two sentences."""
    if _PROGRAM.search(text):
        return
    is_code, joined = _code_test(text), list(_JOINED_SENTENCES.finditer(text))
    alone = frozenset(_WORD_ALONE.findall(text)) if joined else frozenset()
    for match in joined:
        if _starts_sentence(match[1], match[2], words, alone) and not is_code(match.start()):
            yield match.end(), match.end(), " "
    for match in _AFTER_QUOTATION.finditer(text):
        yield match.end(), match.end(), " "


def _starts_sentence(before: str, after: str, words: WordLists, alone: Container[str]) -> bool:
    """Whether a new sentence starts between two words that are joined by a full stop.

    1. A lower-case word, then a capitalised one that often starts sentences, is long, or is ``alone`` in the text too.
    2. Two capitalised words, the second of which often starts sentences.
    Anything else may be a domain, a file name or a name.
    """
    if len(before) <= 1 or not (after[0].isupper() and after[1:].islower()):
        return False
    starter = after.lower() in words.sentence_starters
    if before.islower():
        return starter or len(after) >= _MIN_LONG_WORD or after in alone
    return starter and before.istitle() and len(before) >= _MIN_LONG_WORD - 1


def broken_entities(text: str, words: WordLists) -> Iterator[Change]:
    """An entity without its name keeps the ampersand; an entity without its semicolon becomes its character."""
    yield from _without_groups(_NAMELESS_ENTITY, text)
    is_code = _code_test(text)
    for match in _ENTITY_WITHOUT_SEMICOLON.finditer(text):
        if match[1] in words.entities and not is_code(match.start()):
            yield *match.span(), words.entities[match[1]]


def _without_groups(pattern: re.Pattern[str], text: str) -> Iterator[Change]:
    """Remove the matched group of every match that is not in a line of code."""
    is_code = _code_test(text)
    for match in pattern.finditer(text):
        group = match.lastindex or 0
        if not is_code(match.start(group)):
            yield *match.span(group), ""


def _code_test(text: str) -> Callable[[int], bool]:
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
