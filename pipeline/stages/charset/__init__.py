"""Bytes become characters: which charset the raw bytes are in.

In this order:

1. an empty file, and one that begins like an image, an archive or the like, is set aside;
2. a byte order mark is believed if the bytes agree;
3. NUL bytes all over mean UTF-16 or UTF-32, whichever way round gives letters of fewer alphabets, or that the file is
   no text and is set aside;
4. bytes that are all UTF-8 are UTF-8, whatever the page declares: other charsets do not look like it by chance;
5. UTF-8 with a few foreign bytes in it is mended where that is certain (``pipeline.stages.charset.mixed_encodings``);
6. a declared charset is believed if the bytes agree, and detection does not find another far likelier;
7. what is left is detected, from the text without its markup; a guess is set aside.
"""

import codecs
import re
from collections.abc import Iterable, Mapping
from functools import cached_property

import pydantic

from pipeline import stage
from pipeline.document import Document, Edit, Fact
from pipeline.document.decoding import CHARACTER, decode
from pipeline.errors import Unreadable
from pipeline.stages.charset import declared, mixed_encodings
from pipeline.stages.charset.detection import candidates, fitting, odd

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_ESCAPES = (b"\x1b$", b"\x1b(", b"\x0e")  # how the ISO-2022 charsets leave ASCII
_MOST_CONTROLS = 0.01  # of the characters of a text
_HIGH = bytes(range(0x80, 0x100))
_PLENTY, _MORE = 25, 5  # with fewer such bytes a guess must be so much likelier than what a page declares
_LIKELY, _MOST_ODD = 0.2, 0.15  # with less confidence at most this share of odd characters
_MOST_NULS = 0.01  # of the bytes of a text in a charset of single bytes
_FEW = 4  # characters that are UTF-8 by chance in a charset of double bytes
_NOTHING = b"\0 \t\n\v\f\r" + codecs.BOM_UTF8 + codecs.BOM_UTF16
_CONTROLS = bytes({*range(1, 32), 0x7F} - {*b"\t\n\v\f\r\x1b"})
_WITH_CONTROLS = ("utf-16", "utf-32", "iso2022")
_UPPER_CONTROL = re.compile(r"[\x80-\x84\x86-\x9f]")  # in UTF-8 it is mojibake, which is for a later stage to mend


class Binary(pydantic.BaseModel):
    """A kind of file that is no text: its name, and the bytes (hexadecimal) it has from byte ``at`` on."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    name: str
    bytes: str = pydantic.Field(pattern=r"^([0-9a-f]{2})+$")
    at: int = 0


class Rules(stage.Rules):
    """What ``configs/charset.yaml`` may hold; it says there what each means."""

    least_confidence: float = 0.04
    declared_unless_outdone: float = 3.0
    most_torn: int = 3
    whole_per_torn: int = 20
    readings: Mapping[str, tuple[str, ...]] = {}
    unlikely: tuple[str, ...] = ()
    labels: Mapping[str, str] = {}
    binaries: tuple[Binary, ...] = ()

    @cached_property
    def magic(self) -> tuple[tuple[int, bytes, str], ...]:
        """The binaries as (place, bytes that stand there, name)."""
        return tuple((kind.at, bytes.fromhex(kind.bytes), kind.name) for kind in self.binaries)


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The charset, as one Fact whose rule says how it is known. Raises Unreadable where none can be told."""
    raw = doc.raw
    _refuse_binary(raw, rules)
    if not raw.strip(_NOTHING):
        raise Unreadable("charset/empty", "the file holds no characters", "Scrape it again or remove it.")
    name, rule = _known(raw, doc.kind, rules)
    if not name.startswith(_WITH_CONTROLS) and _count(raw, _CONTROLS) > _MOST_CONTROLS * len(raw):
        raise Unreadable("charset/binary", "the file is no text in any charset", "Remove it, or convert it to text.")
    return [Fact("charset", name, f"charset/{rule}")]


def _refuse_binary(raw: bytes, rules: Rules) -> None:
    for at, begins, name in rules.magic:
        if raw.startswith(begins, at):
            raise Unreadable("charset/binary", f"the file is {name}", "Convert it to text, or remove it.")


def _known(raw: bytes, kind: str, rules: Rules) -> tuple[str, str]:
    """A charset and how it is known."""
    if kind == "line":
        if fitting(raw, "utf-8", {}):
            return "utf-8", "json"
        raise Unreadable("charset/line", "the line is not UTF-8, as JSON must be", "Write the file anew as UTF-8.")
    if marked := _marked(raw):
        return marked, "byte-order-mark"
    for way in (_wide, _whole_utf_8, _mended, _declared, _detected):
        name, rule = way(raw, rules)
        if name:
            return name, rule
    raise Unreadable("charset/unknown", "the bytes fit no charset for certain", "Convert the file to UTF-8.")


def _marked(raw: bytes) -> str:
    """The charset whose byte order mark the bytes begin with, if they agree, or ""."""
    names = (_but_for_the_end(raw, name) for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark))
    return next(filter(None, names), "")


def _wide(raw: bytes, rules: Rules) -> tuple[str, str]:  # noqa: ARG001 - the ways are all called alike
    """UTF-16 or UTF-32 without a mark. Raises Unreadable if the NUL bytes mean something else."""
    if raw.strip(b"\0").count(b"\0") <= _MOST_NULS * len(raw):
        return "", ""
    names = [found for name in _WIDE if (found := _but_for_the_end(raw, name)) and _printable(decode(raw, found))]
    if names:
        return min(names, key=lambda name: len({ord(char) >> 8 for char in decode(raw, name)})), "wide"
    raise Unreadable("charset/binary", "the file is full of NUL bytes and no text", "Remove it, or convert it to text.")


def _whole_utf_8(raw: bytes, rules: Rules) -> tuple[str, str]:
    """Strict UTF-8, unless a declared charset of double bytes fits too and there are too few characters to tell."""
    if not fitting(raw, "utf-8", {}):
        return "", ""
    said = declared.codec(declared.charset(raw), rules.labels)
    if any(sign in raw for sign in _ESCAPES):
        best = candidates(raw, rules.readings, rules.unlikely)[:1]
        if best and best[0].charset.startswith("iso2022"):
            return best[0].charset, f"detected:{best[0].confidence:.2f}"
    if (
        said in mixed_encodings.DOUBLE
        and 0 < len(CHARACTER.findall(raw)) < _FEW
        and (name := fitting(raw, said, rules.readings))
    ):
        return name, "declared"
    return "utf-8", "declared" if said == "utf-8" else "utf-8"


def _mended(raw: bytes, rules: Rules) -> tuple[str, str]:
    limits = mixed_encodings.Limits(rules.most_torn, rules.whole_per_torn)
    return mixed_encodings.charset(raw, limits, lambda lines: _detected(lines, rules)[0])


def _declared(raw: bytes, rules: Rules) -> tuple[str, str]:
    """What the page declares, if the bytes agree and no other charset is far likelier."""
    said = declared.codec(declared.charset(raw), rules.labels)
    name = fitting(raw, said, rules.readings) if said else ""
    if not name or _outdone(raw, name, rules):
        return "", ""
    return name, "declared"


def _outdone(raw: bytes, name: str, rules: Rules) -> bool:
    """Whether another charset is far likelier, or as likely and without the control characters of a wrong guess."""
    found = candidates(raw, rules.readings, rules.unlikely)
    if not found or _same(raw, found[0].charset, name):
        return False
    own = max((item.confidence for item in found if _same(raw, item.charset, name)), default=0)
    if _upper_controls(raw, name) > _upper_controls(raw, found[0].charset):
        return found[0].confidence > own
    times = rules.declared_unless_outdone * (1 if _count(raw, _HIGH) >= _PLENTY else _MORE)
    return found[0].confidence > max(rules.least_confidence, own * times)


def _detected(raw: bytes, rules: Rules) -> tuple[str, str]:
    for found in candidates(raw, rules.readings, rules.unlikely)[:1]:
        text = decode(raw, found.charset)
        printed = found.confidence >= _LIKELY or odd(text) <= _MOST_ODD
        controls = len(_UPPER_CONTROL.findall(text))
        if printed and found.confidence >= rules.least_confidence and controls <= _MOST_CONTROLS * len(raw):
            return found.charset, f"detected:{found.confidence:.2f}"
    return "", ""


def _upper_controls(raw: bytes, name: str) -> int:
    return len(_UPPER_CONTROL.findall(decode(raw, name)))


def _same(raw: bytes, one: str, other: str) -> bool:
    return one == other or decode(raw, one) == decode(raw, other)


def _but_for_the_end(raw: bytes, name: str) -> str:
    """The charset, or the charset without the few last bytes, if so it fits, or ""."""
    ways = (name, *(f"{name}[:-{cut}]" for cut in range(1, 4)))
    return next((way for way in ways if fitting(raw, way, {})), "")


def _count(raw: bytes, wanted: bytes) -> int:
    return len(raw) - len(raw.translate(None, wanted))


def _printable(text: str) -> bool:
    odd = sum(not char.isprintable() and not char.isspace() for char in text)
    return odd <= _MOST_CONTROLS * len(text)
