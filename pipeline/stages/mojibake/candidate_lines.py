"""Which lines ftfy could take for mojibake: never too few, seldom too many, at a fraction of ftfy's time.

Every alternative of ftfy's pattern for mojibake holds a C1 control, one of the four letters that are mojibake alone, or
two neighbours beyond ASCII of which one is no quotation mark, dash, bullet, ellipsis or no-break blank. ``NEIGHBOURS``
and ``ALONE`` say so in terms that need no ftfy. Where they find something, ``may_be`` asks ftfy's own pattern, loosened
so that re2 can run it in linear time. Tests hold both against ftfy.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    pass

ALONE = (
    r"\x80-\x9f"
    "\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}\N{LATIN CAPITAL LETTER A WITH TILDE}"
    "\N{LATIN CAPITAL LIGATURE OE}\N{LATIN SMALL LIGATURE OE}"
)
"""Inside of a character class: what can be mojibake among ASCII."""

_MARKS = r"\xa0\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026"  # never mojibake among themselves
NEIGHBOURS = rf"[^\x00-\x7f{_MARKS}][^\x00-\x7f]|[{_MARKS}][^\x00-\x7f{_MARKS}]"
"""What can be mojibake by its neighbour."""

_PART = re.compile(
    r"\[(?:\\.|[^\]\\])*\]|#[^\n]*|\s+|\\.|."
)  # of a verbose pattern: a class, a comment, blanks, a sign
_ANY = "(?s:.)"  # for what differs between re and re2


def may_be(line: str) -> bool:
    """Whether ftfy could take a line for mojibake.

    >>> may_be("café"), may_be("sÃ³")
    (False, True)
    """
    return _loosened().search(line.encode("utf-8", "replace")) is not None


@cache
def _loosened() -> Any:
    import re2
    from ftfy.badness import BADNESS_RE

    parts = (part for part in _PART.findall(BADNESS_RE.pattern) if not part.startswith("#") and not part.isspace())
    return re2.compile("(?m)" + "".join(_ANY if part in (r"\w", r"\s", ".") else part for part in parts))
