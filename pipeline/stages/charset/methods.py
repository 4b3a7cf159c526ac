"""The four methods for a charset without NUL bytes, each with the same signature: (bytes, rules) -> (charset, rule).

An empty charset means that the method finds none.
"""

import re

from pipeline.document.decoding import CHARACTER, decode
from pipeline.stages.charset import declared as declaration
from pipeline.stages.charset import mixed_encodings
from pipeline.stages.charset.byte_counts import MAX_CONTROL_SHARE, count_non_ascii
from pipeline.stages.charset.detection import Candidate, detect, fitting_variant, improbable_share
from pipeline.stages.charset.schema import Rules

Result = tuple[str, str]

_ESCAPES = (b"\x1b$", b"\x1b(", b"\x0e")  # how the ISO-2022 charsets leave ASCII
_MIN_NON_ASCII, _STRICTER = 25, 5  # with fewer non-ASCII bytes, another charset must be this many times more likely
_CONFIDENT, _MAX_IMPROBABLE = 0.2, 0.15  # with less confidence, at most this share of improbable characters
_MIN_UTF_8_CHARACTERS = 4  # fewer characters may be valid UTF-8 by chance in a double-byte charset
_C1_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f]")  # in UTF-8 it is mojibake, which a later stage fixes


def valid_utf_8(raw: bytes, rules: Rules) -> Result:
    """Strict UTF-8, unless a declared double-byte charset fits too and there are too few characters to decide."""
    if not fitting_variant(raw, "utf-8", {}):
        return "", ""
    label = declaration.codec(declaration.charset(raw), rules.label_aliases)
    if any(escape in raw for escape in _ESCAPES):
        best = _candidates(raw, rules)[:1]
        if best and best[0].charset.startswith("iso2022"):
            return best[0].charset, f"detected:{best[0].confidence:.2f}"
    if label in mixed_encodings.DOUBLE_BYTE and 0 < len(CHARACTER.findall(raw)) < _MIN_UTF_8_CHARACTERS:
        name = fitting_variant(raw, label, rules.codec_variants)
        if name:
            return name, "declared"
    return "utf-8", "declared" if label == "utf-8" else "utf-8"


def repaired_utf_8(raw: bytes, rules: Rules) -> Result:
    """UTF-8 with a few other bytes in it."""
    limits = mixed_encodings.Limits(rules.max_truncated_characters, rules.min_whole_per_truncated)
    return mixed_encodings.charset(raw, limits, lambda lines: detected(lines, rules)[0])


def declared(raw: bytes, rules: Rules) -> Result:
    """The charset that the page declares, if it fits and no other is far more likely."""
    label = declaration.codec(declaration.charset(raw), rules.label_aliases)
    name = fitting_variant(raw, label, rules.codec_variants) if label else ""
    return ("", "") if not name or _is_overridden(raw, name, rules) else (name, "declared")


def detected(raw: bytes, rules: Rules) -> Result:
    """The most likely charset, if it is certain enough and the text reads like print."""
    for best in _candidates(raw, rules)[:1]:
        text = decode(raw, best.charset)
        plausible = best.confidence >= _CONFIDENT or improbable_share(text) <= _MAX_IMPROBABLE
        few_controls = len(_C1_CONTROL.findall(text)) <= MAX_CONTROL_SHARE * len(raw)
        if plausible and best.confidence >= rules.min_confidence and few_controls:
            return best.charset, f"detected:{best.confidence:.2f}"
    return "", ""


def most_likely(raw: bytes, rules: Rules) -> str:
    """The most likely charset, certain or not; empty where no charset fits."""
    return next((best.charset for best in _candidates(raw, rules)), "")


def _candidates(raw: bytes, rules: Rules) -> list[Candidate]:
    return detect(raw, rules.codec_variants, rules.never_detected)


def _is_overridden(raw: bytes, name: str, rules: Rules) -> bool:
    """Tell whether another charset is far more likely, or as likely and gives fewer control characters."""
    found = _candidates(raw, rules)
    if not found or _decodes_alike(raw, found[0].charset, name):
        return False
    own = max((each.confidence for each in found if _decodes_alike(raw, each.charset, name)), default=0)
    if _count_c1_controls(raw, name) > _count_c1_controls(raw, found[0].charset):
        return found[0].confidence > own
    ratio = rules.declared_override_ratio * (1 if count_non_ascii(raw) >= _MIN_NON_ASCII else _STRICTER)
    return found[0].confidence > max(rules.min_confidence, own * ratio)


def _count_c1_controls(raw: bytes, name: str) -> int:
    return len(_C1_CONTROL.findall(decode(raw, name)))


def _decodes_alike(raw: bytes, one: str, other: str) -> bool:
    return one == other or decode(raw, one) == decode(raw, other)
