r"""Sequences of mojibake that ftfy misreads, corrected before ftfy sees the line.

1. The closing quotation mark U+201D is E2 80 9D in UTF-8. Windows-1252 has no character 9D, so programs drop it, and
   ftfy takes the rest, with the space behind it, for a dagger. In a line that has the opening mark too it is restored;
   not before a question mark, which may be the lost byte.
2. The dagger U+2020 is E2 80 A0, and A0 is a no-break space, which programs strip at the end of a line. After a space
   the rest is a dagger.
3. A no-break space before mojibake is taken for a byte of it. It becomes a plain space, unless it is the last byte of a
   sequence, as in the mojibake of "à".
"""

import re

from pipeline.text.control_punctuation import restore_punctuation

_OPENING = "\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}\N{EURO SIGN}\N{LATIN SMALL LIGATURE OE}"
_CUT_CLOSING = re.compile(r"(?<=[^\s(\[])\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}\N{EURO SIGN}(?=[\s.,;:!)\]]|\Z)")
_CLOSING = "\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}\N{EURO SIGN}\x9d"
_CUT_DAGGER = re.compile(r"(?<=[\s)])\xe2\x80(?=\s|\Z)")
_SPACE_BEFORE = re.compile(r"(?<![\xc2-\xc5\xd0\xd1\xe2])(?<!\xe2.)\xa0(?=[\xc2\xc3\xe2][^\x00-\x7f])")


def fix_sequences(line: str) -> tuple[str, str]:
    r"""Return the line with such sequences and cut punctuation restored, and the name of the fix, "" if none.

    >>> ascii(fix_sequences("\xe2\u20ac\u0153so,\xe2\u20ac he said")[0])
    "'\\xe2\\u20ac\\u0153so,\\xe2\\u20ac\\x9d he said'"
    >>> fix_sequences("5\xa0\xe2\u201a\xac")[0] == "5 \xe2\u201a\xac", fix_sequences("Plain text.")
    (True, ('Plain text.', ''))
    """
    restored = restore_punctuation(line)
    if _OPENING in restored:
        restored = _CUT_CLOSING.sub(_CLOSING, restored)
    restored = _CUT_DAGGER.sub("\N{DAGGER}", restored)
    name = "cut-punctuation" if restored != line else ""
    return _SPACE_BEFORE.sub(" ", restored), name
