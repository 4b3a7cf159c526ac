"""Charset and mojibake: files of 52 charsets, undeclared sample news, ftfy's cases, and the cost compared with ftfy.

``encoding.files.same`` counts files that decode to the very text Python's codec of their folder's name gives;
``encoding.files.as_browser`` also counts those that decode as a browser reads that name (``gb2312`` is ``gb18030`` to
it). ``encoding.undeclared.*`` is the share of 1,000-byte texts, made of the sentences in ``texts/charset.yaml``, that
come out as they were written. ``encoding.mojibake.*`` compares with ftfy under the same options.
"""

import argparse
import codecs
import json
import lzma
import random
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ftfy

from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules import yaml_file
from pipeline.rules.loading import load_rules
from pipeline.stages import charset, mojibake

_FOLDERS = {
    "CP932": "cp932", "CP949": "cp949", "IBM855": "cp855", "IBM866": "cp866", "Johab": "johab",
    "MacCyrillic": "mac_cyrillic", "MacRoman": "mac_roman",
}  # fmt: skip
_BROWSER = {"GB2312": "gb18030", "TIS-620": "cp874", "SHIFT_JIS": "cp932"}
_UNDECLARED = {
    "windows-1252": ("en", "fr", "de", "es", "pt", "it", "sv", "nl"),
    "koi8-u": ("uk",),
    "windows-1251": ("uk", "ru", "bg"),
    "gb18030": ("zh",),
    "shift_jis": ("ja",),
    "euc-kr": ("ko",),
}
_TEXTS = Path(__file__).parent / "texts" / "charset.yaml"
_SIZE, _SAMPLES = 1000, 200
_RULES = load_rules(None).rules


def measure(data: Path) -> dict[str, float]:
    """Return all figures; costs are shares of ftfy's time on the same texts."""
    bodies = list(_bodies(data / "html" / "newspaper4k.jsonl.xz"))
    return {
        **_files(data / "encoding" / "charset-files.tar.xz"),
        **_undeclared(),
        "encoding.undeclared.articles": _articles(bodies),
        **_cases(data / "encoding" / "ftfy-cases"),
        **_compared_with_ftfy(data, bodies),
    }


def _files(archive: Path) -> dict[str, float]:
    same = browser = usable = 0
    with tarfile.open(archive) as files:
        for member in files:
            found = files.extractfile(member) if member.isfile() else None
            folder = member.name.split("/")[-2] if found else ""
            if found is None or not _codec(folder):
                continue
            raw, usable = found.read(), usable + 1
            read = _read(raw)
            same += read == _plain(raw, _codec(folder))
            browser += read in {_plain(raw, _codec(folder)), _plain(raw, _BROWSER.get(folder, _codec(folder)))}
    return {"encoding.files.usable": usable, "encoding.files.same": same, "encoding.files.as_browser": browser}


def _codec(folder: str) -> str:
    """Return Python's codec for a folder's name, with or without a language at its end, or ""."""
    for name in (_FOLDERS.get(folder, folder), folder.rpartition("-")[0]):
        try:
            return codecs.lookup(name).name
        except LookupError:
            continue
    return ""


def _plain(raw: bytes, codec: str) -> str:
    text = raw.decode(codec, "replace").strip("\0").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read(raw: bytes) -> str:
    rules = _RULES["charset"]
    assert isinstance(rules, charset.Rules)
    empty = Document("bench", raw)
    try:
        return empty.take("charset", charset.find(empty, rules)).page
    except Unreadable:
        return ""


def _undeclared() -> dict[str, float]:
    texts, figures = yaml_file.read(_TEXTS), {}
    for name, languages in _UNDECLARED.items():
        rng = random.Random(name)  # noqa: S311 - a fixed seed, for equal texts in every run
        samples = [_sample(texts[languages[at % len(languages)]], name, rng) for at in range(_SAMPLES)]
        figures[f"encoding.undeclared.{name}"] = sum(_read(raw) == raw.decode(name) for raw in samples) / _SAMPLES
    return figures


def _sample(sentences: list[str], codec: str, rng: random.Random) -> bytes:
    """Return encoded sentences in random order, up to the size, without characters that the charset does not have."""
    whole = "".join(line + rng.choice(" \n") for line in rng.choices(sentences, k=_SIZE // 20))
    raw = b""
    for char in whole:
        more = raw + char.encode(codec, "ignore")
        if len(more) > _SIZE:
            return raw
        raw = more
    return raw


def _articles(bodies: list[str]) -> float:
    """Return the share of 1,000-character pieces of articles in Windows-1252 that are decoded as written."""
    pieces = [body[at : at + _SIZE] for body in bodies for at in range(0, len(body) - _SIZE, _SIZE)]
    coded = [(piece, raw) for piece in pieces if (raw := _western(piece))]
    return sum(_read(raw) == piece.replace("\r", "\n") for piece, raw in coded) / len(coded)


def _western(piece: str) -> bytes:
    try:
        raw = piece.encode("windows-1252")
    except UnicodeEncodeError:
        return b""
    return b"" if raw.isascii() else raw


def _cases(folder: Path) -> dict[str, float]:
    """Return how many of ftfy's cases pass with all of its options on, and how many of its negative cases."""
    every = mojibake.Rules(fix_latin_ligatures=True, fix_character_width=True, uncurl_quotes=True)
    cases = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))}
    passed = {
        name: sum(_fixed(case["original"], every) == case["fixed"] for case in some) for name, some in cases.items()
    }
    return {
        "encoding.mojibake.ftfy_cases": sum(passed.values()),
        "encoding.mojibake.negatives": passed["negative"],
    }


def _rules() -> mojibake.Rules:
    rules = _RULES["mojibake"]
    assert isinstance(rules, mojibake.Rules)
    return rules


def _document(text: str) -> Document:
    return Document("bench", b"", fields=MappingProxyType({"text": text}))


def _fixed(text: str, rules: mojibake.Rules) -> str:
    document = _document(text)
    return document.take("mojibake", mojibake.find(document, rules)).text


def _compared_with_ftfy(data: Path, bodies: list[str]) -> dict[str, float]:
    texts = bodies + [
        text
        for row in _rows(data / "text" / "newspaper4k-extracted.jsonl.xz")
        for text in (row["extracted"]["block_text"], row["extracted"]["trafilatura"])
        if text
    ]
    texts += [row["body"] for row in _rows(data / "html" / "wcxb-articles.jsonl.xz") if row["body"]]
    options = _rules().ftfy._replace(explain=False)
    start = time.process_time()
    plain = [ftfy.fix_text(body, options) for body in bodies]
    between = time.process_time()
    for body in bodies:
        list(mojibake.find(_document(body), _rules()))
    cost = (time.process_time() - between) / (between - start)
    same = sum(_fixed(text, _rules()) == ftfy.fix_text(text, options) for text in texts)
    return {
        "encoding.mojibake.same_as_ftfy": same / len(texts),
        "encoding.mojibake.clean.alarms": sum(one != other for one, other in zip(bodies, plain, strict=True)),
        "encoding.mojibake.cost": cost,
    }


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf8") as lines:
        yield from map(json.loads, lines)


def _bodies(path: Path) -> Iterator[str]:
    return (str(row["body"]) for row in _rows(path))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<48} {value:>12.4f}")
