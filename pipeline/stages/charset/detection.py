"""Charset detection by chardet, in the charset names that ``pipeline.document.decoding`` reads."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.document.decoding import decode
from pipeline.stages.charset.byte_counts import count_non_ascii
from pipeline.stages.charset.declared import text_only
from pipeline.stages.charset.western import PUNCTUATION, is_western

_SAMPLE_BYTES = 65_536  # bytes given to chardet; whether a charset fits is tested on all bytes
_LOW_CONFIDENCE = 0.1  # below it there were only a few bytes to decide by
_FEW_BYTES = 10
_MOST_COMMON = "windows-1252"
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_NOT_PRINTED = ("Cc", "Cn", "Co", "So")
_LANGUAGE = re.compile(rb"""<html\b[^<>]*?\blang\s*=\s*["']?([a-z]{2})""", re.IGNORECASE)

Variants = Mapping[str, Sequence[str]]
"""Codec -> the charsets it may stand for, in the order in which they are tried."""


class Candidate(NamedTuple):
    """A charset that fits the bytes, its probability (0 to 1), and the language it was detected in."""

    charset: str
    confidence: float
    language: str


def detect(raw: bytes, variants: Variants, excluded: Sequence[str] = ()) -> list[Candidate]:
    """Return the charsets that fit all bytes, most likely first; the page's declared language breaks near ties.

    ``excluded`` names codecs that are not considered.

    >>> detect("Решение суда обжаловано.".encode("koi8-r"), {})[0].charset
    'koi8-r'
    """
    import chardet

    eras = chardet.EncodingEra.ALL & ~chardet.EncodingEra.MAINFRAME
    text = (raw if raw.isascii() else text_only(raw))[:_SAMPLE_BYTES]
    answers = chardet.detect_all(
        text, ignore_threshold=True, encoding_era=eras, compat_names=False, exclude_encodings=excluded or None
    )
    found = [
        Candidate(name, answer["confidence"], answer["language"] or "")
        for answer in answers
        if answer["encoding"] and (name := fitting_variant(raw, answer["encoding"], variants))
    ]
    ordered = sorted(found, key=lambda item: -item.confidence)
    return _declared_language_first(_western_first(ordered, text), raw)


def _western_first(found: list[Candidate], text: bytes) -> list[Candidate]:
    """If there are too few bytes to decide, put charsets first in which all are western letters or punctuation."""
    if not found or found[0].confidence > _LOW_CONFIDENCE or count_non_ascii(text) > _FEW_BYTES:
        return found
    return sorted(found, key=lambda item: (not is_western(decode(text, item.charset)), item.charset != _MOST_COMMON))


def _declared_language_first(found: list[Candidate], raw: bytes) -> list[Candidate]:
    """Put the best candidate of the declared language first, if it is at least half as likely as the best of all."""
    match = _LANGUAGE.search(raw, 0, _SAMPLE_BYTES)
    language = match[1].decode().lower() if match else ""
    own = [item for item in found if item.language == language and 2 * item.confidence >= found[0].confidence]
    return [*own[:1], *(item for item in found if item not in own[:1])]


def improbable_share(text: str) -> float:
    """Return the share of non-ASCII characters that print does not have: symbols, and capitals inside words.

    Punctuation is not counted. Text decoded in the wrong charset has many improbable characters.

    >>> improbable_share("Br\N{LATIN SMALL LETTER U WITH DIAERESIS}cke")
    0.0
    >>> improbable_share("Br\N{LATIN CAPITAL LETTER A WITH RING ABOVE}cke")
    1.0
    """
    found = [match for match in _NON_ASCII.finditer(text) if match[0] not in PUNCTUATION]
    improbable = sum(
        unicodedata.category(match[0]) in _NOT_PRINTED
        or (match[0].isupper() and text[match.start() - 1 : match.start()].islower())
        for match in found
    )
    return improbable / len(found) if found else 0.0


def fitting_variant(raw: bytes, codec: str, variants: Variants) -> str:
    """Return the first variant of a codec in which all bytes can be decoded, or ""."""
    for name in variants.get(codec, (codec,)):
        try:
            decode(raw, name)
        except UnicodeError:
            continue
        return name
    return ""
