"""Which charset bytes are probably in, by chardet, told in the names that ``pipeline.document.decoding`` reads."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.document.decoding import decode
from pipeline.stages.charset.declared import text_only
from pipeline.stages.charset.mixed_encodings import MARKS, stand

_SAMPLE = 65_536  # bytes looked at; whether a charset fits is asked of all of them
_GUESS = 0.1  # the confidence below which a few bytes were all there was to go by
_FEW = 10  # such bytes
_COMMONEST = "windows-1252"
_HIGH = bytes(range(0x80, 0x100))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_NO_LETTERS = ("Cc", "Cn", "Co", "So")
_LANGUAGE = re.compile(rb"""<html\b[^<>]*?\blang\s*=\s*["']?([a-z]{2})""", re.IGNORECASE)

Readings = Mapping[str, Sequence[str]]
"""What a codec is read as: names, of which the first that fits the bytes is taken."""


class Candidate(NamedTuple):
    """A charset that fits the bytes, how likely it is (0 to 1), and the language it was found in."""

    charset: str
    confidence: float
    language: str


def candidates(raw: bytes, readings: Readings, unlikely: Sequence[str] = ()) -> list[Candidate]:
    """The charsets that fit all the bytes, likeliest first; those of the language the page names before others alike.

    ``unlikely`` names codecs that are not considered.

    >>> candidates("Решение суда обжаловано.".encode("koi8-r"), {})[0].charset
    'koi8-r'
    """
    import chardet

    eras = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME
    text = (raw if raw.isascii() else text_only(raw))[:_SAMPLE]
    answers = chardet.detect_all(
        text, ignore_threshold=True, encoding_era=eras, compat_names=False, exclude_encodings=unlikely or None
    )
    found = [
        Candidate(name, answer["confidence"], answer["language"] or "")
        for answer in answers
        if answer["encoding"] and (name := fitting(raw, answer["encoding"], readings))
    ]
    return _of_language(_plausible(sorted(found, key=lambda item: -item.confidence), text), raw)


def _plausible(found: list[Candidate], text: bytes) -> list[Candidate]:
    """Where a few bytes make every charset a guess, those in which all are western letters or marks go first."""
    if not found or found[0].confidence > _GUESS or len(text) - len(text.translate(None, _HIGH)) > _FEW:
        return found
    return sorted(found, key=lambda item: (not stand(decode(text, item.charset)), item.charset != _COMMONEST))


def odd(text: str) -> float:
    """Which share of the characters beyond ASCII, marks aside, no print has: signs, and capitals inside of words.

    A text read in the wrong charset is full of them.

    >>> odd("Br\N{LATIN SMALL LETTER U WITH DIAERESIS}cke"), odd("Br\N{LATIN CAPITAL LETTER A WITH RING ABOVE}cke")
    (0.0, 1.0)
    """
    found = [one for one in _BEYOND_ASCII.finditer(text) if one[0] not in MARKS]
    wrong = sum(
        unicodedata.category(one[0]) in _NO_LETTERS
        or (one[0].isupper() and text[one.start() - 1 : one.start()].islower())
        for one in found
    )
    return wrong / len(found) if found else 0.0


def fitting(raw: bytes, codec: str, readings: Readings) -> str:
    """The first reading of a codec that fits all the bytes, or ""."""
    for name in readings.get(codec, (codec,)):
        try:
            decode(raw, name)
        except UnicodeError:
            continue
        return name
    return ""


def _of_language(found: list[Candidate], raw: bytes) -> list[Candidate]:
    """The best candidate of the page's own language first, if it is at least half as likely as the best of all."""
    named = _LANGUAGE.search(raw, 0, _SAMPLE)
    language = named[1].decode().lower() if named else ""
    own = [item for item in found if item.language == language and 2 * item.confidence >= found[0].confidence]
    return [*own[:1], *(item for item in found if item not in own[:1])]
