"""UTF-8 with other bytes in it: how to read it where that is certain.

- The last bytes are the start of a character that was cut off, like the start of others in the text: they are left out.
- Every other run, with its neighbours, reads as western letters and punctuation in Windows-1252: it is read in that.
- Every line with other bytes is, together with all such lines, detected as one charset: these lines are read in that.
- A few runs, of three bytes at most, are what a cut left of a UTF-8 character ("torn"): each byte becomes U+FFFD.

None of this is tried on bytes that are not mostly UTF-8.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pipeline.document.decoding import CHARACTER, split_runs
from pipeline.errors import Unreadable
from pipeline.stages.charset.byte_counts import count_non_ascii
from pipeline.stages.charset.western import is_western

_MIN_UTF_8_SHARE = 0.75  # of the non-ASCII bytes
_MIN_UTF_8_BYTES = 20  # fewer bytes may be valid UTF-8 by chance in another charset
_MAX_CHANCE_SHARE = 0.2  # of the non-ASCII bytes in another charset that are valid UTF-8 by chance
DOUBLE_BYTE = (
    *("gb2312", "gbk", "gb18030", "big5", "big5hkscs", "euc_jp", "shift_jis", "cp932"),
    *("euc_kr", "cp949", "johab"),
)
"""Charsets in which a non-ASCII character has two bytes or more."""

_WESTERN = "windows-1252"
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # half of an emoji, as some programs write them
_MAX_TORN_BYTES = 3


class Limits(NamedTuple):
    """How many truncated characters a text may have: this number, or one in so many whole ones."""

    max_truncated_characters: int
    min_whole_per_truncated: int


def charset(raw: bytes, limits: Limits, detected: Callable[[bytes], str]) -> tuple[str, str]:
    r"""Return how to read the bytes and the name of the repair; ("", "") if they are not mostly UTF-8.

    ``detected`` returns the charset of some bytes, or "". Raises Unreadable if too much is damaged.

    >>> charset(b"caf\xc3\xa9 fran\xc3\xa7ais, caf\xe9", Limits(3, 20), lambda _: "")
    ('utf-8+windows-1252', 'foreign-bytes')
    """
    characters = CHARACTER.findall(raw)
    valid, non_ascii = sum(map(len, characters)), count_non_ascii(raw)
    if valid < _MIN_UTF_8_SHARE * non_ascii:
        return _by_lines(raw, detected) if valid > _MAX_CHANCE_SHARE * non_ascii else ("", "")
    *_, last = split_runs(raw)
    cut = len(last) if _starts_a_character(last, characters) else 0
    rest = raw[: len(raw) - cut]
    if cut and _is_utf_8(rest):
        return f"utf-8[:-{cut}]", "cut-end"
    name, repair = _repair(rest, limits, len(characters), detected)
    return (f"{name}[:-{cut}]", repair) if cut else (name, repair)


def _by_lines(raw: bytes, detected: Callable[[bytes], str]) -> tuple[str, str]:
    """Lines of UTF-8 among lines of one other charset, of which less than a fifth is valid UTF-8 by chance.

    More may be valid in a double-byte charset; it is accepted if it is detected.
    """
    lines = [line for line in raw.splitlines(keepends=True) if not line.isascii()]
    whole = [line for line in lines if _is_utf_8(line)]
    others = [line for line in lines if not _is_utf_8(line)]
    by_chance = sum(map(_count_utf_8, others))
    if sum(map(_count_utf_8, whole)) < max(_MIN_UTF_8_BYTES, by_chance):
        return "", ""
    other = detected(b"".join(others))
    if by_chance > _MAX_CHANCE_SHARE * sum(map(count_non_ascii, others)) and other not in DOUBLE_BYTE:
        return "", ""
    return (f"utf-8|{other}", "foreign-lines") if other else ("", "")


def _repair(raw: bytes, limits: Limits, whole: int, detected: Callable[[bytes], str]) -> tuple[str, str]:
    others = list(_other_runs(raw))
    if all(_reads_as_western(*run) for run in others):
        return f"utf-8+{_WESTERN}", "foreign-bytes"
    name, repair = _by_lines(raw, detected)
    if name:
        return name, repair
    longest = max(len(_SURROGATE.sub(b"", run)) for _, run, _ in others)
    most = max(limits.max_truncated_characters, whole // limits.min_whole_per_truncated)
    if longest <= _MAX_TORN_BYTES and len(others) <= most:
        return "utf-8+torn", "torn"
    reason = f"the UTF-8 text is damaged at {len(others)} positions"
    raise Unreadable("charset/torn", reason, "Scrape the page again.")


def _other_runs(raw: bytes) -> Iterator[tuple[str, bytes, str]]:
    """Yield each run that is not UTF-8 with the character before and after it, a space at either end."""
    pieces = list(split_runs(raw))
    for at, piece in enumerate(pieces):
        if not _is_utf_8(piece):
            before = pieces[at - 1].decode()[-1] if at else " "
            yield before, piece, pieces[at + 1].decode()[0] if at + 1 < len(pieces) else " "


def _reads_as_western(before: str, run: bytes, after: str) -> bool:
    try:
        text = run.decode(_WESTERN)
    except UnicodeDecodeError:
        return False
    return is_western(before + text + after)


def _is_utf_8(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def _starts_a_character(piece: bytes, characters: list[bytes]) -> bool:
    """Tell whether a piece is the start of a UTF-8 character, with the first byte of another in the text."""
    try:
        rest = codecs.getincrementaldecoder("utf-8")().decode(piece, final=False)
    except UnicodeDecodeError:
        return False
    return not rest and any(found[:1] == piece[:1] for found in characters)


def _count_utf_8(line: bytes) -> int:
    """Return how many bytes of a line are in non-ASCII characters of UTF-8."""
    return sum(map(len, CHARACTER.findall(line)))
