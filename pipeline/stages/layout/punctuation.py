"""Punctuation left broken by scrapers: what each kind of it becomes.

None is touched in a line that has the look of code, a formula or an address, nor inside of a number, a time, an
ellipsis or an abbreviation: the patterns ask for letters and for blanks where prose has them.
"""

import re
from collections.abc import Callable, Iterator

from pipeline.stages.layout.whitespace import Change, Words

_CLOSING = "\N{RIGHT DOUBLE QUOTATION MARK})\\]"
_LETTER = r"[^\W\d_]"
_CODE = re.compile(r"[{}<>=\\_^`~|]|::|//|@|\(\)|\w\(\w*\)|;$", re.MULTILINE)
_PROGRAM = re.compile(r"\(\)|\w\.\w+\(|[{};]\n|\n\s*[{}]")
_DOUBLED_STOP = re.compile(r"(?<=[^\s.])[.!?\u2026]( +\.)(?=\s|$)(?! *\.)")
_DOUBLED_COMMA = re.compile(r"(?<=\w),((?: *,)+)(?=\s|$)")
_BEFORE_STOP = re.compile(rf"(?<=[\w%{_CLOSING}])(?!(?<=\d) +[.,] +\d)( +)[.,](?=\s|$|[{_CLOSING}])(?! *[.,])")
_BEFORE_MARK = re.compile(rf"(?<={_LETTER})( +)(?:[;:!]+(?=\s|$|[{_CLOSING}])(?! ?[()])|\?+(?=\n|$|[{_CLOSING}]))")
_BEFORE_CLOSING = re.compile(r"\((?=\S)[^()\n]*[\w.,!?%]( +)\)|\[(?=\S)[^\[\]\n]*[\w.,!?%]( +)\]")
_BEFORE_QUOTE = re.compile(
    r"\u201c(?=\S)[^\u201c\u201d\n]*[\w.,!?]( +)\u201d(?=[\s.,;:!?)]|$)"
    r"|\u201e(?=\S)[^\u201c-\u201e\n]*[\w.,!?]( +)[\u201c\u201d](?=[\s.,;:!?)]|$)"
)
_BEFORE_S = re.compile(rf"(?<={_LETTER})( )['\u2019]s(?=[\s.,;:!?)])")
_AFTER_OPENING = re.compile(
    r"(?:(?<=\s)|\A)(?:\(( +)(?=\w[^()\n]*\))|\[( +)(?=\w[^\[\]\n]*\])|[\u00bf\u00a1\u201e]( +)(?=\w)"
    r"|\u201c( +)(?=\w[^\u201c-\u201e\n]*\u201d))"
)
_JOINED = re.compile(
    rf"(?<![^\s(\u201c\u2018\u2019'\u2013\u2014-])({_LETTER}+)[.!?](?=({_LETTER}+)(?:[\s,;:\u2019'-]|$))"
)
_AFTER_QUOTE = re.compile(rf"(?<={_LETTER}[.!?,]\u201d)(?={_LETTER}{{2}}|[aAI]\s)")
_TWICE = re.compile(
    r"(?<!\u201c)\u201c(\u201c++)(?=\w)|(?<=[\w.,!?])\u201d(\u201d+)"
    r'|(?<![^\s(])"(")(?=\w)|(?<=[^\W\d_]|[.,!?])"(")(?=[\s.,;:)]|$)'
)
_NAMELESS = re.compile(r"(?<!\S)&(;)(?!\S)|(?<=\w)&(;)(?=\w)")
_UNENDED = re.compile(r"&(\w{2,8})(?![\w;=])")
_ALONE = re.compile(r"(\n+)[.,](?=\n|\Z)")
_COMMAND = re.compile(r"(?<![^\n])[a-z][^\n.,:;!?]{,60} +\.(?=\n|\Z)")
_LONG = 5  # letters of a word that is no ending of a domain or file name


def doubled_stop(text: str, _: Words) -> Iterator[Change]:
    """A full stop that stands alone after a closing mark goes; an ellipsis of stops and blanks stays."""
    return _without(_DOUBLED_STOP, text)


def doubled_comma(text: str, _: Words) -> Iterator[Change]:
    """Of several commas one stays."""
    return _without(_DOUBLED_COMMA, text)


def lone_mark(text: str, _: Words) -> Iterator[Change]:
    """A line of nothing but a full stop or comma ends the line before, or goes where that has its end."""
    for found in _ALONE.finditer(text):
        before = text[found.start() - 1 : found.start()]
        if before in {*".!?", "\N{HORIZONTAL ELLIPSIS}"}:
            yield *found.span(), ""
        elif before.isalnum() or before == ")":
            yield *found.span(1), ""


def before_stop(text: str, _: Words) -> Iterator[Change]:
    """The blank before a comma or full stop goes; it stays within numbers, and in a line such as ``git add .``."""
    commands = {found.end() for found in _COMMAND.finditer(text)}
    return (change for change in _without(_BEFORE_STOP, text) if change[1] + 1 not in commands)


def before_mark(text: str, _: Words) -> Iterator[Change]:
    """The blank before a colon, semicolon or exclamation mark goes; before a question mark only where a line ends.

    Elsewhere a question mark between blanks may be a dash or a letter that was lost.
    """
    return _without(_BEFORE_MARK, text)


def before_closing(text: str, _: Words) -> Iterator[Change]:
    """The blank before a closing bracket or quotation mark goes, if the opening one stands before."""
    yield from _without(_BEFORE_CLOSING, text)
    yield from _without(_BEFORE_QUOTE, text)


def before_s(text: str, _: Words) -> Iterator[Change]:
    """The blank before an apostrophe and a lone s goes."""
    return _without(_BEFORE_S, text)


def after_opening(text: str, _: Words) -> Iterator[Change]:
    """The blank after an opening bracket, quotation or Spanish mark goes; after the first two if they are closed."""
    return _without(_AFTER_OPENING, text)


def doubled_quotes(text: str, _: Words) -> Iterator[Change]:
    """Of a quotation mark set twice one stays."""
    return _without(_TWICE, text)


def after_stop(text: str, words: Words) -> Iterator[Change]:
    """A blank is put after the mark that ends a sentence where the next begins without one."""
    if _PROGRAM.search(text):
        return
    is_code = _codes(text)
    for found in _JOINED.finditer(text):
        if _ends_sentence(text, found[1], found[2], words) and not is_code(found.start()):
            yield found.end(), found.end(), " "
    for found in _AFTER_QUOTE.finditer(text):
        yield found.end(), found.end(), " "


def _ends_sentence(text: str, before: str, after: str, words: Words) -> bool:
    """Whether a new sentence begins between two words, and neither is part of a domain, a file name or a name.

    A lower-case word and a capitalised one that a sentence may begin with, that is long, or that the document has
    elsewhere, by itself; or two capitalised words of which the second is one that sentences begin with.
    """
    if len(before) <= 1 or not (after[0].isupper() and after[1:].islower()):
        return False
    begins = after.lower() in words.beginnings
    if before.islower():
        return begins or len(after) >= _LONG or _stands_alone(text, after)
    return begins and before.istitle() and len(before) >= _LONG - 1


def _stands_alone(text: str, word: str) -> bool:
    return re.search(rf"(?:^|[\s\u201c(]){re.escape(word)}(?=[\s,])", text) is not None


def torn_entities(text: str, words: Words) -> Iterator[Change]:
    """An entity that lost its name keeps its ampersand; one that lost its semicolon becomes its character."""
    yield from _without(_NAMELESS, text)
    is_code = _codes(text)
    for found in _UNENDED.finditer(text):
        if found[1] in words.entities and not is_code(found.start()):
            yield *found.span(), words.entities[found[1]]


def _without(pattern: re.Pattern[str], text: str) -> Iterator[Change]:
    """What the groups of a pattern matched goes, but for lines that look like code."""
    is_code = _codes(text)
    for found in pattern.finditer(text):
        group = found.lastindex or 0
        if not is_code(found.start(group)):
            yield *found.span(group), ""


def _codes(text: str) -> Callable[[int], bool]:
    """Asks whether the line looks like code in which a character stands; of one line it is found out but once."""
    start, end, code = 0, -1, False

    def is_code(at: int) -> bool:
        nonlocal start, end, code
        if not start <= at <= end:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = end if end >= 0 else len(text)
            code = _CODE.search(text, start, end) is not None
        return code

    return is_code
