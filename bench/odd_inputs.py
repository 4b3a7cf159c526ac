"""Raw folders that nobody would make on purpose: odd names, mutated pages and containers. The same for every seed."""

import gzip
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

TEXT = (
    "Harbour of {0} reopens after storm\n\n"
    "The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.\n"
)
_PARTS = (
    *("a", "b", "_", "__", "#", "#1", "##2", ".md", ".json", ".jsonl", ".ndjson", ".gz", ".zst", ".parquet", ".warc"),
    *("_tmp", "_record", "_aside.jsonl", "_duplicates", "documents", "12", " ", "\n", "\t", "\x1b[31m", "é", "文", "'"),
    *('"', "\\", ":", "?", "*", "=", "-", "%23", "..", "~", "\udce9", ".txt", ".html", ".copydesk"),
)
_MTIME = 1_700_000_000


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


def _page(number: int) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in TEXT.format(f"Port {number}").split("\n\n"))
    data = json.dumps({"@type": "NewsArticle", "headline": f"Port {number}", "datePublished": "2024-05-01"})
    head = f'<title>Port {number}</title><script type="application/ld+json">{data}</script>'
    return f"<!doctype html><html><head>{head}</head><body><article>{paragraphs}</article></body></html>".encode()


def _lines(number: int) -> bytes:
    rows = [
        {"text": TEXT.format(f"Port {number}.{row}"), "url": "https://example.org/a", "id": row} for row in range(3)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _as_parquet(text: bytes) -> bytes:
    """A row for each line of a text. Bytes that are not UTF-8 are kept, as other writers keep them."""
    lines = pa.array(text.split(b"\n"), pa.binary()).view(pa.string())
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.table({"text": lines, "date": ["2024-05-01"] * len(lines)}), buffer)
    return bytes(buffer.getvalue().to_pybytes())


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _warc(number: int) -> bytes:
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + _page(number)
    head = [
        *("WARC/1.1", "WARC-Type: response", f"WARC-Record-ID: <urn:uuid:{number:032x}>"),
        *("WARC-Target-URI: https://example.org/a", "Content-Type: application/http; msgtype=response"),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


class Kind(NamedTuple):
    """A kind of raw file: its content for a number, and how that is packed."""

    content: Callable[[int], bytes]
    pack: Callable[[bytes], bytes] = bytes


def _text(number: int) -> bytes:
    return TEXT.format(f"Port {number}").encode()


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

    Of a packed file either the content is changed before it is packed, or the packed bytes.
    """
    draw = random.Random(seed)  # noqa: S311 - the same mutations every time
    for number in range(count):
        suffix, kind = list(_KINDS.items())[number % len(_KINDS)]
        content = kind.content(number)
        inside = draw.random() < 0.5
        data = kind.pack(_mutated(content, draw)) if inside else _mutated(kind.pack(content), draw)
        path = raw / f"{number % 100:02}" / f"{number}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (_MTIME, _MTIME))


def _mutated(data: bytes, draw: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(draw.choice([1, 2, 4, 16, 64])):
        at, length = draw.randrange(len(content) + 1), draw.choice([1, 1, 2, 8, 64])
        change = draw.randrange(4)
        if change == 0:
            content[at : at + length] = draw.randbytes(length)
        elif change == 1:
            del content[at : at + length]
        elif change == 2:
            content[at:at] = content[at : at + length] * draw.choice([1, 2, 50])
        else:
            content[at:at] = draw.choice(_SNIPPETS)
    return bytes(content)


_SNIPPETS = (
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud83d", b'"url": "http://[bad", ', b"1" * 5000, b"<", b"&#xD800;"),
    *(b"]" * 300, b"<div>" * 300, "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), b"\r", b"---\n", b"\x1b]0;x\x07", b"%" * 99),
)
