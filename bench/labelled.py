"""Readers of the labelled data. The README of the data says what each file holds and where it is from."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def extracted(data: Path) -> Iterator[dict[str, Any]]:
    """421 news pages as plain text of seven extractors: ``site title body gold_suspect extracted``, in file order."""
    return _lines(data / "text" / "newspaper4k-extracted.jsonl.xz")


def news(data: Path) -> Iterator[dict[str, Any]]:
    """The same 421 pages as HTML: ``url site title authors date body html gold_suspect``."""
    return _lines(data / "html" / "newspaper4k.jsonl.xz")


def articles(data: Path) -> Iterator[dict[str, Any]]:
    """395 blog and guide articles as HTML, with snippets that must and must not survive: ``with``, ``without``."""
    return _lines(data / "html" / "wcxb-articles.jsonl.xz")


def publishers(data: Path) -> Iterator[dict[str, Any]]:
    """211 news pages of 41 countries: ``url country publisher title authors date summary body block_text html``."""
    return _lines(data / "html" / "publishers.jsonl.xz")


def scraped_bodies(data: Path) -> Iterator[dict[str, Any]]:
    """1,683 scraped news bodies as they were saved, without labels: ``id text``."""
    return _lines(data / "text" / "fnc-bodies.jsonl.xz")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf8") as file:
        yield from map(json.loads, file)
