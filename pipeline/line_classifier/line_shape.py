"""The shape of a line, in any language: the number of its characters of each kind.

A line's shape is the line with every character replaced by its kind: ``A`` capital, ``a`` other letter, ``0`` digit,
``.`` end of sentence, and so on. Counts are taken from shapes, because ``str.count`` is fast.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

KINDS = 'aA0.":(,-|* '
_OF_CHARACTER = {
    **dict.fromkeys(
        ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{HALFWIDTH IDEOGRAPHIC FULL STOP}"
        "\N{FULLWIDTH FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
        "\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}",
        ".",
    ),
    **dict.fromkeys(",;\N{ARABIC COMMA}\N{IDEOGRAPHIC COMMA}\N{FULLWIDTH COMMA}", ","),
    **dict.fromkeys(":\N{FULLWIDTH COLON}", ":"),
    **dict.fromkeys("\"'`", '"'),
    **dict.fromkeys("()[]", "("),
    **dict.fromkeys("|/\\>\N{MIDDLE DOT}\N{BULLET}\N{RIGHTWARDS ARROW}", "|"),
}
_OF_CATEGORY = {"Lu": "A", "Lt": "A", "Pi": '"', "Pf": '"', "Pd": "-", "Cc": " "}
_OF_CLASS = {"L": "a", "M": "a", "N": "0", "Z": " "}


class _Kinds(dict[int, int]):
    """Code point -> code point of its kind, filled on demand."""

    def __missing__(self, point: int) -> int:
        char = chr(point)
        category = unicodedata.category(char)
        kind = _OF_CHARACTER.get(char) or _OF_CATEGORY.get(category) or _OF_CLASS.get(category[0], "*")
        self[point] = ord(kind)
        return self[point]


_KINDS = _Kinds({ord("\n"): ord("\n")})
_ASCII_KINDS = bytes(_KINDS[point] for point in range(128)) + bytes(128)
_NUMBER = {kind: float(number) for number, kind in enumerate(KINDS)}
_KEPT_SHAPES = 8192  # whose features are kept, as short lines have few shapes
_UNSPACED = 8  # letters that count as one word in scripts written without spaces

NAMES = str.split(
    "chars words letters first last terminal capitals lower allcaps digits stops commas quotes bars colons brackets "
    "dashes symbols upper longlower year clock"
)
TEXTUAL_WORDS, TEXTUAL_LOWER = 8, 0.4
"""A sentence is running text from this number of words and this share of lower-case ones."""


def line_shapes(lines: Sequence[str]) -> list[str]:
    """The shape of each line.

    >>> line_shapes(["He left at 9."])
    ['Aa aaaa aa 0.']
    """
    return [
        line.encode().translate(_ASCII_KINDS).decode() if line.isascii() else line.translate(_KINDS) for line in lines
    ]


@lru_cache(maxsize=_KEPT_SHAPES)
def shape_features(shape: str) -> tuple[float, ...]:
    """Return the features of one shape, in the order of ``NAMES``; shares are of its words or characters."""
    count = shape.count
    chars, upper, letters, digits, spaces = len(shape), count("A"), count("a"), count("0"), count(" ")
    words = max(spaces + 1, (letters + upper) // _UNSPACED)
    last = shape[-1]
    terminal = last == "." or (last in '"(' and shape[-2:-1] == ".")
    capitals = count(" A") + (shape[0] == "A")
    lower = count(" a") + (shape[0] == "a") + words - spaces - 1
    return (
        chars,
        words,
        (letters + upper + digits) / words,
        _NUMBER[shape[0]],
        3.0 if terminal else _NUMBER[last],
        terminal,
        capitals / words,
        lower / words,
        count("AA") / (upper + 1),
        digits / chars,
        count(". ") + count('." '),
        count(",") / words,
        count('"') / words,
        count("|"),
        count(":"),
        count("("),
        count("-") / words,
        count("*"),
        upper / (upper + letters + 1),
        count(" aaaa") / words,
        "0000" in shape,
        "0:00" in shape or "0.00" in shape,
    )
