"""UTF-8 with foreign bytes in it: how to read it where that is certain.

- The last bytes begin a character as others in the text begin, which was cut off: they are left out.
- Every foreign run, between its neighbours, reads as letters and marks of Windows-1252: it is read in that.
- Every line with foreign bytes is, with the other such lines, detected as one other charset: it is read in that.
- A few foreign runs, of three bytes at most, are what was left of a UTF-8 character after a cut: each is U+FFFD.

None of it is tried on bytes that are not mostly UTF-8.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.document.decoding import CHARACTER, split_runs
from pipeline.errors import Unreadable

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_ASCII = bytes(range(0x80, 0x100))
_MOSTLY = 0.75  # of the bytes beyond ASCII are in characters of UTF-8
_FEW = 20  # bytes that are UTF-8 by chance in another charset
_BY_CHANCE = 0.2  # of the bytes beyond ASCII in another charset look like UTF-8, at most
DOUBLE = ("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "shift_jis", "cp932", "euc_kr", "cp949", "johab")
"""Charsets in which a character beyond ASCII is two bytes or more."""

_WESTERN = "windows-1252"
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # half of an emoji, as some programs write them
_LONGEST = 3  # bytes that can be left of a character
MARKS = frozenset(
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{RIGHT SINGLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}"
    "\N{NO-BREAK SPACE}\N{EURO SIGN}\N{POUND SIGN}\N{COPYRIGHT SIGN}\N{REGISTERED SIGN}\N{TRADE MARK SIGN}"
    "\N{DEGREE SIGN}\N{SECTION SIGN}\N{MIDDLE DOT}\N{VULGAR FRACTION ONE HALF}\N{INVERTED QUESTION MARK}"
    "\N{INVERTED EXCLAMATION MARK}"
)
_FOREIGN_LEADS = "\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}\N{LATIN CAPITAL LETTER A WITH TILDE}"
_SHORT_LEADS = "\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}"


class Limits(NamedTuple):
    """How much of a text may be torn: so many characters, or one in so many whole ones."""

    most_torn: int
    whole_per_torn: int


def charset(raw: bytes, limits: Limits, detected: Callable[[bytes], str]) -> tuple[str, str]:
    r"""The name of how to read the bytes, and that of the mend; ("", "") if they are not mostly UTF-8.

    ``detected`` gives the charset of some bytes, or "". Raises Unreadable if so much is torn that none is certain.

    >>> charset(b"caf\xc3\xa9 fran\xc3\xa7ais, caf\xe9", Limits(3, 20), lambda _: "")
    ('utf-8+windows-1252', 'foreign-bytes')
    """
    characters = CHARACTER.findall(raw)
    whole, high = sum(map(len, characters)), _high(raw)
    if whole < _MOSTLY * high:
        return _by_lines(raw, detected) if whole > _BY_CHANCE * high else ("", "")
    *_, last = split_runs(raw)
    cut = len(last) if _begins(last, characters) else 0
    rest = raw[: len(raw) - cut]
    if cut and _fits(rest):
        return f"utf-8[:-{cut}]", "cut-end"
    name, mend = _inside(rest, limits, len(characters), detected)
    return (f"{name}[:-{cut}]", mend) if cut else (name, mend)


def _by_lines(raw: bytes, detected: Callable[[bytes], str]) -> tuple[str, str]:
    """Lines of UTF-8 among lines of one other charset: neither kind has so much as a fifth of the other's look.

    Lines of a charset of double bytes may have more of it; they are believed if they are detected as one.
    """
    lines = [line for line in raw.splitlines(keepends=True) if not line.isascii()]
    whole = [line for line in lines if _fits(line)]
    others = [line for line in lines if not _fits(line)]
    looks_like = sum(_whole(line) for line in others)
    if sum(map(_whole, whole)) < max(_FEW, looks_like):
        return "", ""
    other = detected(b"".join(others))
    if looks_like > _BY_CHANCE * sum(map(_high, others)) and other not in DOUBLE:
        return "", ""
    return (f"utf-8|{other}", "foreign-lines") if other else ("", "")


def _inside(raw: bytes, limits: Limits, whole: int, detected: Callable[[bytes], str]) -> tuple[str, str]:
    foreign = list(_foreign(raw))
    if all(_western(*run) for run in foreign):
        return f"utf-8+{_WESTERN}", "foreign-bytes"
    name, mend = _by_lines(raw, detected)
    if name:
        return name, mend
    longest = max(len(_SURROGATE.sub(b"", run)) for _, run, _ in foreign)
    if longest <= _LONGEST and len(foreign) <= max(limits.most_torn, whole // limits.whole_per_torn):
        return "utf-8+torn", "torn"
    raise Unreadable(
        "charset/torn", f"the UTF-8 text is torn in {len(foreign)} of its places", "Scrape the page again."
    )


def _foreign(raw: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Each foreign run with the character before it and the one after it, a blank at either end."""
    pieces = list(split_runs(raw))
    for at, piece in enumerate(pieces):
        if not _fits(piece):
            before = pieces[at - 1].decode()[-1] if at else " "
            yield before, piece, pieces[at + 1].decode()[0] if at + 1 < len(pieces) else " "


def _western(before: str, run: bytes, after: str) -> bool:
    """Whether a run reads as Windows-1252 between its neighbours: marks, or letters where letters can stand."""
    try:
        text = run.decode(_WESTERN)
    except UnicodeDecodeError:
        return False
    return stand(before + text + after)


def stand(text: str) -> bool:
    """Whether every character that is not ASCII is a mark or letter of western print where such can stand.

    >>> stand("the caf\N{LATIN SMALL LETTER E WITH ACUTE} is"), stand("Dan\N{LATIN CAPITAL LETTER O WITH TILDE}s")
    (True, False)
    """
    around = f" {text} "
    return all(_stands(*around[found.start() - 1 : found.end() + 1]) for found in _BEYOND_ASCII.finditer(around))


def _stands(before: str, mark: str, after: str) -> bool:
    if mark in MARKS:
        return True
    if not mark.isalpha() or mark in _FOREIGN_LEADS:
        return False
    if mark in _SHORT_LEADS and not after.isalpha():
        return False
    if mark.isupper():
        return not before.islower()
    return not after.isupper() and (before.isalpha() or after.isalpha() or before == after == " ")


def _fits(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _begins(piece: bytes, characters: list[bytes]) -> bool:
    """Whether a piece is the beginning of a UTF-8 character, one that begins as others in the text do."""
    try:
        rest = codecs.getincrementaldecoder("utf-8")().decode(piece, final=False)
    except UnicodeDecodeError:
        return False
    return not rest and any(found[:1] == piece[:1] for found in characters)


def _whole(line: bytes) -> int:
    """How many bytes of a line are in characters of UTF-8 that are not ASCII."""
    return sum(map(len, CHARACTER.findall(line)))


def _high(line: bytes) -> int:
    return len(line) - len(line.translate(None, _NOT_ASCII))
