"""Paths in an output folder: one for each document, whatever the raw file is called, and those of copydesk's own files.

1. The document of ``a/b.html`` is ``a/b.html.md``, that of line 12 of ``a/c.jsonl`` is ``a/c.jsonl/12.md``. Its record
   has the same path below ``_record``, with ``.json`` for ``.md``.
2. At the top of the folder, names with one leading underscore are copydesk's own. A raw name that begins with an
   underscore gets one more: ``_tmp/x.txt`` becomes ``__tmp/x.txt.md``.
3. Folders never have the name of a file of rule 1. A raw folder that ends like a document, a record or a file of many
   documents gets a trailing underscore: ``a.txt.md/b.txt`` becomes ``a.txt.md_/b.txt.md``.
4. A page that is called like a line (a file ``p.jsonl#1``) has the source ``p.jsonl##1`` (``sources.page_name``).

Every rule adds one character to what it changes, so it can be undone: ``source_of_record`` gives the source of a path.
The hidden file ``.copydesk`` marks an output folder. Where such a folder is cleaned itself, as RAW of another run, the
files of rule 2 are skipped and the documents are read.
"""

import re
from functools import lru_cache

from pipeline.io.own_files import RECORDS
from pipeline.io.sources import holds_many_documents, line_name, page_name, split_name

_FILE_LIKE = re.compile(
    r".*\.(?:md|json|jsonl|ndjson|csv|tsv|parquet|warc)(?:\.gz|\.zst)?_*", re.IGNORECASE | re.DOTALL
)
_IMPOSSIBLE_PARTS = frozenset({"", ".", ".."})


def is_possible(source: str) -> bool:
    """Whether a source has a path of its own: object stores have keys such as ``a//b`` and ``../c``."""
    return not _IMPOSSIBLE_PARTS & set(source.split("/"))


def output_paths(source: str) -> tuple[str, str]:
    """The paths of the document and of the record of a source.

    >>> output_paths("a/b.html")
    ('a/b.html.md', '_record/a/b.html.json')
    >>> output_paths("_tmp/c.jsonl#12")
    ('__tmp/c.jsonl/12.md', '_record/__tmp/c.jsonl/12.json')
    """
    stem = _stem(source)
    return f"{stem}.md", f"{RECORDS}/{stem}.json"


def chunk_path(file: str, offset: int) -> str:
    """The path of the note that a chunk of a file of many documents was read to its end."""
    return f"{lines_folder(file, RECORDS)}/_{offset}.json"


def lines_folder(file: str, under: str = "") -> str:
    """The folder of the documents of a file of many documents, or of what else ``under`` has of them."""
    folder = _stem(line_name(file, 1)).rpartition("/")[0]
    return f"{under}/{folder}" if under else folder


def source_of_record(path: str) -> str | None:
    """The source of a record, or of the file of a chunk note (without a number). None for a path of no source.

    >>> source_of_record("_record/__tmp/c.jsonl/12.json"), source_of_record("_record/_tmp/x.txt.json")
    ('_tmp/c.jsonl#12', None)
    """
    *folders, name = path.removeprefix(f"{RECORDS}/").removesuffix(".json").split("/")
    many = bool(folders) and holds_many_documents(folders[-1])
    parts = [*map(_unescape_folder, folders[:-1] if many else folders), *(folders[-1:] if many else [name])]
    if parts[0].startswith("_"):
        if not parts[0].startswith("__"):
            return None
        parts[0] = parts[0][1:]
    if not many:
        return "/".join(parts)
    file = "/".join(parts)
    return file if is_chunk_note(path) else line_name(file, int(name)) if name.isdecimal() else None


def is_chunk_note(path: str) -> bool:
    """Whether a path below the records is that of a chunk note."""
    folder, _, name = path.rpartition("/")
    return name.startswith("_") and holds_many_documents(folder)


def _stem(source: str) -> str:
    """The path of a source without the suffix of a document or record."""
    path, number = split_name(source)
    folder, _, name = path.rpartition("/")
    name = name if number else page_name(path).rpartition("/")[2]
    stem = f"{_escape_folders(folder)}/{name}" if folder else name
    stem = f"_{stem}" if stem.startswith("_") else stem
    return f"{stem}/{number}" if number else stem


@lru_cache(maxsize=256)
def _escape_folders(path: str) -> str:
    return "/".join(f"{name}_" if _FILE_LIKE.fullmatch(name) else name for name in path.split("/"))


def _unescape_folder(name: str) -> str:
    return name[:-1] if name.endswith("_") and _FILE_LIKE.fullmatch(name) else name
