"""Raw folders that nobody would make on purpose: odd names, mutated pages and containers. The same for every seed."""

import gzip
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

TEXT = (
    "Harbour of {0} reopens after storm\n\n"
    "The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.\n"
)
_LINES = (
    "The mayor of Kiev said on Tuesday that two bridges would stay shut until the ice had gone.",
    "Repair crews reached the eastern bank before noon , officials said. . They found the pumps intact.",
    "\N{LEFT DOUBLE QUOTATION MARK}We have no gurantees,\N{RIGHT DOUBLE QUOTATION MARK} he told reporters.",
    "Nobody was hurt ,the goverment said ; it will recieve the report untill Friday.",
    "Der B\u00c3\u00bcrgermeister sprach \u00c3\u00bcber den Hafen, und niemand widersprach ihm dabei.",
    "Le port de Kherson a rouvert ses portes lundi apr\u00e8s la temp\u00eate, selon son directeur.",
    "President Zelenskiy spoke to Volodymyr Zelenskyy in the the hall, he said .",
    "Share this article",
    "Also Read: Ferries to run again from Monday",
    "Most Popular Articles",
    "By Jane Doe, Odesa",
    "Photo: John Roe / Agency",
    "KHARKIV, Ukraine \N{EM DASH} Talks went on for a third day, and nobody left the hall before night.",
    "Published: 3 March 2022 12:30",
    "- 40 tonnes of grain &amp; 3 tugs",
    "## What comes next",
    "> A post that somebody had quoted here",
    "Leave a Reply",
    "Sign up for our newsletter and never miss a story",
    "It was 21.1 C at noon.The wind had dropped(by half) and re-\nturned at night.",
)
_PARTS = (
    *("a", "b", "_", "__", "#", "#1", "##2", ".md", ".json", ".jsonl", ".ndjson", ".gz", ".zst", ".parquet", ".warc"),
    *("_tmp", "_record", "_aside.jsonl", "_duplicates", "documents", "12", " ", "\n", "\t", "\x1b[31m", "é", "文", "'"),
    *('"', "\\", ":", "?", "*", "=", "-", "%23", "..", "~", "\udce9", ".txt", ".html", ".copydesk"),
)
_MTIME = 1_700_000_000
_Text = TypeVar("_Text", str, bytes)


def write_odd_names(raw: Path, count: int, seed: int = 7) -> set[str]:
    """Write up to ``count`` short files under odd names, some below odd folders; returns their paths."""
    draw = random.Random(seed)  # noqa: S311 - the same names every time
    raw.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        folders = [_name(draw) for _ in range(draw.choice([0, 0, 1, 1, 2]))]
        path = raw.joinpath(*folders, f"{_name(draw)}{number if draw.random() < 0.7 else ''}{_name(draw)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(TEXT.format(f"Port {number}").encode())
        except OSError:  # a folder or file of this name, or too long a name
            continue
        os.utime(path, (_MTIME, _MTIME))
    return {path.relative_to(raw).as_posix() for path in raw.rglob("*") if path.is_file()}


def _name(draw: random.Random) -> str:
    name = "".join(draw.choice(_PARTS) for _ in range(draw.randrange(1, 4)))
    return f"x{name}" if name.startswith(".") else name


def _story(number: int) -> str:
    """A short text: the story of a harbour, and a few lines of other kinds that a page may have."""
    draw = random.Random(number)  # noqa: S311 - the same lines every time
    headline, *paragraphs = TEXT.format(f"Port {number}").strip().split("\n\n")
    others = draw.sample(_LINES, 4)
    return "\n\n".join([headline, *others[:1], paragraphs[0], *others[1:3], paragraphs[1], *others[3:]])


def _page(story: str, number: int) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in story.split("\n\n"))
    data = json.dumps({"@type": "NewsArticle", "headline": f"Port {number}", "datePublished": "2024-05-01"})
    head = f'<title>Port {number}</title><script type="application/ld+json">{data}</script>'
    page = f"<!doctype html><html><head>{head}</head><body><article>{paragraphs}</article></body></html>"
    return page.encode(errors="replace")


def _text(story: str, _number: int) -> bytes:
    return story.encode(errors="replace")


def _lines(story: str, number: int) -> bytes:
    """Two lines of JSON, each with one half of a story."""
    texts = _halves(story)
    rows = [{"text": text, "url": "https://example.org/a", "id": 2 * number + row} for row, text in enumerate(texts)]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _as_parquet(text: bytes) -> bytes:
    """Two rows with the halves of a text. Bytes that are not UTF-8 are kept, as other writers keep them."""
    rows = pa.array(_halves(text), pa.binary()).view(pa.string())
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": rows, "date": ["2024-05-01"] * len(rows)}), buffer)
    return bytes(buffer.getvalue().to_pybytes())


def _halves(text: _Text) -> list[_Text]:
    return [text[: len(text) // 2], text[len(text) // 2 :]]


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _warc(story: str, number: int) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _page(story, number)
    head = [
        *("WARC/1.1", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:{number:032x}>"),
        *("WARC-Target-URI: https://example.org/a", "Content-Type: application/http; msgtype=response"),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


class Kind(NamedTuple):
    """A kind of raw file: its content for a story and a number, and how that is packed."""

    content: Callable[[str, int], bytes]
    pack: Callable[[bytes], bytes] = bytes


_KINDS = {
    ".txt": Kind(_text),
    ".html": Kind(_page),
    ".jsonl": Kind(_lines),
    ".jsonl.gz": Kind(_lines, _packed),
    ".parquet": Kind(_text, _as_parquet),
    ".warc": Kind(_warc),
    ".warc.gz": Kind(_warc, _packed),
}


def write_mutations(raw: Path, count: int, seed: int = 7) -> None:
    """Write ``count`` files, pages and containers in turn, each with some bytes changed, removed, repeated or added.

    What is changed is the story, the content that it is in, or the packed file.
    """
    draw = random.Random(seed)  # noqa: S311 - the same mutations every time
    for number in range(count):
        suffix, kind = list(_KINDS.items())[number % len(_KINDS)]
        level, story = draw.randrange(3), _story(draw.randrange(1_000_000))
        if level == 0:
            story = _mutated(story.encode(), draw).decode(errors="surrogateescape")
        content = kind.content(story, number)
        data = kind.pack(_mutated(content, draw) if level == 1 else content)
        path = raw / f"{number % 100:02}" / f"{number}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_mutated(data, draw) if level == 2 else data)
        os.utime(path, (_MTIME, _MTIME))


def _mutated(data: bytes, draw: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 2, 4, 16])):
        at, length = draw.randrange(len(content) + 1), draw.choice([1, 1, 2, 8, 64])
        change = draw.randrange(5)
        if change == 0:
            content[at : at + length] = draw.randbytes(length)
        elif change == 1:
            del content[at : at + length]
        elif change == 2:
            content[at:at] = content[at : at + length] * draw.choice([1, 2, 50])
        elif change == 3:
            content[at:at] = content[draw.randrange(len(content) + 1) :][: 4 * length]
        else:
            content[at:at] = draw.choice(_SNIPPETS)
    return bytes(content)


_SNIPPETS = (
    *(
        b"&amp;amp;",
        "\u00c3\u00a9".encode(),
        b" ,",
        b" the the ",
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\\ud83d",
        b'"url": "http://[bad", ',
        b"1" * 5000,
        b"<",
        b"&#xD800;",
    ),
    *(b"]" * 300, b"<div>" * 300, "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), b"\r", b"---\n", b"\x1b]0;x\x07", b"%" * 99),
)
