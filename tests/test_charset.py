"""The charset stage: bytes are decoded as they were written, or the document is set aside with a reason."""

import codecs
import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Fact
from pipeline.document.decoding import decode, split_runs
from pipeline.errors import Unreadable
from pipeline.rules import yaml_file
from pipeline.rules.loading import RuleSet
from pipeline.stages import charset

TEXTS = yaml_file.read(Path(__file__).parent / "charset.yaml")
FRENCH, RUSSIAN, UKRAINIAN = TEXTS["french"], TEXTS["russian"], TEXTS["ukrainian"]
CHINESE, JAPANESE, KOREAN = TEXTS["chinese"], TEXTS["japanese"], TEXTS["korean"]
FRENCH_1252 = FRENCH.encode("windows-1252")


def found(raw: bytes, rule_set: RuleSet, kind: str = "page") -> Fact:
    rules = rule_set.rules["charset"]
    assert isinstance(rules, charset.Rules)
    fact = next(iter(charset.find(Document("x", raw, "line" if kind == "line" else "page"), rules)))
    assert isinstance(fact, Fact)
    return fact


def declares(label: str) -> bytes:
    return f'<html><head><meta charset="{label}"></head><body><p>'.encode()


CERTAIN = [
    pytest.param(b"Plain English.\n", "utf-8", "utf-8", id="ASCII is UTF-8"),
    pytest.param(FRENCH.encode(), "utf-8", "utf-8", id="UTF-8 undeclared"),
    pytest.param(declares("utf-8") + FRENCH.encode(), "utf-8", "declared", id="UTF-8 as declared"),
    pytest.param(declares("windows-1252") + FRENCH.encode(), "utf-8", "utf-8", id="UTF-8 declared as Windows-1252"),
    pytest.param(declares("utf-16") + FRENCH.encode(), "utf-8", "utf-8", id="a UTF-16 label in ASCII letters"),
    pytest.param(codecs.BOM_UTF8 + FRENCH.encode(), "utf-8", "byte-order-mark", id="UTF-8 with its mark"),
    pytest.param(
        codecs.BOM_UTF16_LE + FRENCH.encode("utf-16-le"), "utf-16", "byte-order-mark", id="UTF-16 with a mark"
    ),
    pytest.param(FRENCH.encode("utf-16-be"), "utf-16-be", "wide", id="UTF-16 without a mark"),
    pytest.param(
        CHINESE.encode("utf-16-le") + " a".encode("utf-16-le") * 4, "utf-16-le", "wide", id="UTF-16, few letters"
    ),
    pytest.param(RUSSIAN.encode("utf-32-le"), "utf-32-le", "wide", id="UTF-32 without a mark"),
    pytest.param(declares("latin-1") + FRENCH_1252, "windows-1252", "declared", id="Latin-1 is Windows-1252"),
    pytest.param(declares("gb2312") + CHINESE.encode("gb18030"), "gb18030", "declared", id="gb2312 is gb18030"),
    pytest.param(
        declares("x-sjis") + JAPANESE.encode("cp932"), "shift_jis", "declared", id="a label Python does not know"
    ),
    pytest.param(
        b'<?xml version="1.0" encoding="koi8-r"?><p>' + RUSSIAN.encode("koi8-r"),
        "koi8-u",
        "declared",
        id="XML declares",
    ),
    pytest.param(
        declares("koi8-r") + UKRAINIAN.encode("koi8-u"), "koi8-u", "declared", id="Ukrainian declared as KOI8-R"
    ),
    pytest.param(b"\0" * 64 + FRENCH.encode() + b"\0" * 64, "utf-8", "utf-8", id="NUL bytes that pad a file"),
]
DETECTED = [
    pytest.param(FRENCH_1252, "windows-1252", id="Windows-1252"),
    pytest.param(UKRAINIAN.encode("koi8-u"), "koi8-u", id="KOI8-U"),
    pytest.param(RUSSIAN.encode("windows-1251"), "windows-1251", id="Windows-1251"),
    pytest.param(CHINESE.encode("gb18030"), "gb18030", id="GB18030"),
    pytest.param(JAPANESE.encode("shift_jis"), "shift_jis", id="Shift-JIS"),
    pytest.param(KOREAN.encode("euc-kr"), "cp949", id="EUC-KR"),
    pytest.param(JAPANESE.encode("iso2022_jp"), "iso2022_jp_2", id="ISO-2022-JP, all ASCII"),
    pytest.param(declares("utf-8") + FRENCH_1252, "windows-1252", id="Windows-1252 declared as UTF-8"),
    pytest.param(declares("windows-1251") + RUSSIAN.encode("koi8-r"), "koi8-u", id="KOI8-R declared as Windows-1251"),
    pytest.param(
        declares("iso-8859-1") + RUSSIAN.encode("windows-1251"), "windows-1251", id="Russian declared as Latin-1"
    ),
    pytest.param(b"It\x92s a caf\xe9, he said.", "windows-1252", id="two bytes of Windows-1252"),
    pytest.param(b"Dan\xd5s caf\x8e is open.", "mac-roman", id="two bytes of Mac Roman"),
]
REPAIRED = [
    pytest.param(FRENCH.encode()[:-1] + "é".encode()[:1], "utf-8[:-1]", FRENCH[:-1], id="a character cut at the end"),
    pytest.param(FRENCH.encode() + b" caf\xe9 ", "utf-8+windows-1252", FRENCH + " café ", id="a Windows-1252 letter"),
    pytest.param(
        FRENCH.encode() + b" it\x92s \x93so\x94 ",
        "utf-8+windows-1252",
        FRENCH + " it\u2019s \u201cso\u201d ",
        id="Windows-1252 punctuation",
    ),
    pytest.param(
        b"\n".join([RUSSIAN.encode(), UKRAINIAN.encode("windows-1251"), RUSSIAN.encode()]),
        "utf-8|windows-1251",
        f"{RUSSIAN}\n{UKRAINIAN}\n{RUSSIAN}",
        id="lines of two charsets",
    ),
    *(
        pytest.param(
            f"{text}\n".encode() * 2 + f"{text}\n".encode(name) * 2,
            f"utf-8|{name}",
            f"{text}\n" * 4,
            id=f"lines of UTF-8 and of {name}",
        )
        for text, name in ((JAPANESE, "shift_jis"), (CHINESE, "gb18030"), (RUSSIAN, "koi8-u"))
    ),
    pytest.param(
        f"{FRENCH} ".encode() + b"\xed\xa0\xbd\xed\xb8\x80.",
        "utf-8+torn",
        f"{FRENCH} " + "\N{REPLACEMENT CHARACTER}" * 6 + ".",
        id="an emoji as two surrogates",
    ),
    pytest.param(
        FRENCH.encode() + b'" content="Le pr\xc3" />',
        "utf-8+torn",
        FRENCH + '" content="Le pr\N{REPLACEMENT CHARACTER}" />',
        id="a truncated character",
    ),
]
SET_ASIDE = [
    pytest.param(b"", "charset/empty", id="nothing"),
    pytest.param(b" \n\0\0", "charset/empty", id="only whitespace"),
    pytest.param(b"%PDF-1.7 ...", "charset/binary", id="a PDF"),
    pytest.param(b"\x89PNG\r\n\x1a\n....", "charset/binary", id="an image"),
    pytest.param(gzip.compress(FRENCH.encode()), "charset/binary", id="an archive in disguise"),
    pytest.param(bytes(range(256)) * 8, "charset/unknown", id="bytes of all kinds"),
    pytest.param(b"a\0b\0\0\0c" * 50, "charset/binary", id="NUL bytes everywhere"),
    pytest.param(b"words \x01\x02\x03\x04" * 50, "charset/binary", id="control characters everywhere"),
    pytest.param(
        RUSSIAN.encode() * 3 + " Киев ".encode("windows-1251") + RUSSIAN.encode(),
        "charset/torn",
        id="a word in another charset",
    ),
    pytest.param(
        "Über die Brücke fährt die Straßenbahn. Für Fußgänger ist sie gesperrt.\n".encode("cp437") * 5,
        "charset/unknown",
        id="a DOS charset that others would read as capitals inside words",
    ),
    pytest.param(FRENCH.encode() * 9 + b" \xc3 \xc3! \x90 \x90 " * 12, "charset/torn", id="UTF-8 damaged everywhere"),
]


@pytest.mark.parametrize(("raw", "name", "how"), CERTAIN)
def test_valid_or_declared(raw: bytes, name: str, how: str, rule_set: RuleSet) -> None:
    assert found(raw, rule_set) == Fact("charset", name, f"charset/{how}")


@pytest.mark.parametrize(("raw", "name"), DETECTED)
def test_detected(raw: bytes, name: str, rule_set: RuleSet) -> None:
    fact = found(raw, rule_set)
    assert (fact.value, fact.rule.partition(":")[0]) == (name, "charset/detected")


@pytest.mark.parametrize(("raw", "name", "text"), REPAIRED)
def test_repaired_utf_8(raw: bytes, name: str, text: str, rule_set: RuleSet) -> None:
    assert (found(raw, rule_set).value, decode(raw, name)) == (name, text)


@pytest.mark.parametrize(("raw", "rule"), SET_ASIDE)
def test_set_aside(raw: bytes, rule: str, rule_set: RuleSet) -> None:
    with pytest.raises(Unreadable) as why:
        found(raw, rule_set)
    assert (why.value.rule, bool(why.value.reason), bool(why.value.remedy)) == (rule, True, True)


def test_a_line_of_json_is_utf_8(rule_set: RuleSet) -> None:
    assert found('{"text": "café"}'.encode(), rule_set, "line").value == "utf-8"
    with pytest.raises(Unreadable, match="charset/line"):
        found(b'{"text": "caf\xe9"}', rule_set, "line")


def test_mojibake_in_utf_8_is_left_to_its_stage(rule_set: RuleSet) -> None:
    mojibake = (FRENCH * 3).encode().decode("latin-1").encode()
    assert found(mojibake, rule_set).value == "utf-8"


@given(st.binary(max_size=200))
def test_any_bytes_get_a_charset_or_are_set_aside(rule_set: RuleSet, raw: bytes) -> None:
    try:
        fact = found(raw, rule_set)
    except Unreadable:
        return
    assert decode(raw, fact.value).strip()


@given(st.binary(max_size=60))
def test_runs_are_the_bytes_in_order(raw: bytes) -> None:
    assert b"".join(split_runs(raw)) == raw


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_utf_8_is_decoded_as_written(rule_set: RuleSet, text: str) -> None:
    raw = text.encode()
    assert decode(raw, found(raw, rule_set).value) == text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
