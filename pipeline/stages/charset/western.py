"""Characters of western print, and where in a word they can be."""

import re

_NON_ASCII = re.compile(r"[^\x00-\x7f]")
PUNCTUATION = frozenset(
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
    "\N{RIGHT SINGLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{EN DASH}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{BULLET}"
    "\N{NO-BREAK SPACE}\N{EURO SIGN}\N{POUND SIGN}\N{COPYRIGHT SIGN}\N{REGISTERED SIGN}\N{TRADE MARK SIGN}"
    "\N{DEGREE SIGN}\N{SECTION SIGN}\N{MIDDLE DOT}\N{VULGAR FRACTION ONE HALF}\N{INVERTED QUESTION MARK}"
    "\N{INVERTED EXCLAMATION MARK}"
)
_MOJIBAKE_LEADS = "\N{LATIN CAPITAL LETTER A WITH CIRCUMFLEX}\N{LATIN CAPITAL LETTER A WITH TILDE}"
_BEFORE_LETTERS_ONLY = "\N{LATIN SMALL LETTER A WITH CIRCUMFLEX}"


def is_western(text: str) -> bool:
    """Tell whether every non-ASCII character is punctuation or a letter of western print in a possible position.

    >>> is_western("the caf\N{LATIN SMALL LETTER E WITH ACUTE} is")
    True
    >>> is_western("Dan\N{LATIN CAPITAL LETTER O WITH TILDE}s")
    False
    """
    padded = f" {text} "
    return all(_fits(*padded[found.start() - 1 : found.end() + 1]) for found in _NON_ASCII.finditer(padded))


def _fits(before: str, char: str, after: str) -> bool:
    if char in PUNCTUATION:
        return True
    if not char.isalpha() or char in _MOJIBAKE_LEADS:
        return False
    if char in _BEFORE_LETTERS_ONLY and not after.isalpha():
        return False
    if char.isupper():
        return not before.islower()
    return not after.isupper() and (before.isalpha() or after.isalpha() or before == after == " ")
