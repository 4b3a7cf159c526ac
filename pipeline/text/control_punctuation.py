r"""Quotation marks and dashes that were cut to their low byte, a control character: U+201C became U+001C.

Some programs store only the low byte of a character. Of the punctuation in U+2010 to U+201F that gives a control
character no text has otherwise. It is restored where it can be the punctuation:

1. an opening quotation mark before a character that is not a space, at the start of a line or after a space or a
   punctuation mark;
2. a closing quotation mark or apostrophe after a character that is not a space;
3. a dash between two spaces or two words.
"""

import re

_OPENING = {"\x18": "\N{LEFT SINGLE QUOTATION MARK}", "\x1c": "\N{LEFT DOUBLE QUOTATION MARK}"}
_CLOSING = {"\x19": "\N{RIGHT SINGLE QUOTATION MARK}", "\x1d": "\N{RIGHT DOUBLE QUOTATION MARK}"}
_DASHES = {"\x13": "\N{EN DASH}", "\x14": "\N{EM DASH}"}
_PUNCTUATION = {**_OPENING, **_CLOSING, **_DASHES}
_CUT_PUNCTUATION = re.compile(
    r"(?<![^\s\x13\x14\x18\x1c(\[>\-])[\x18\x1c](?=[^\s\x00-\x1f]|[\x18\x1c]\S)"
    r"|(?<=[^\s\x00-\x12\x15-\x17\x1a\x1b\x1e\x1f])[\x19\x1d]"
    r"|(?<= )[\x13\x14](?= )|(?<=\w)[\x13\x14](?=\w)"
)


def restore_punctuation(text: str) -> str:
    r"""Return the text with cut punctuation restored. Other control characters stay.

    >>> ascii(restore_punctuation("the title, \x1cThe Chronicles,\x1d isn\x19t \x13 or is \x02"))
    "'the title, \\u201cThe Chronicles,\\u201d isn\\u2019t \\u2013 or is \\x02'"
    """
    if not any(control in text for control in _PUNCTUATION):
        return text
    return _CUT_PUNCTUATION.sub(lambda found: _PUNCTUATION[found[0]], text)
