"""What ``clean`` and ``explain`` read: standard input, files, one line of a file, folders, web pages."""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from pipeline import __version__
from pipeline.cli import terminal
from pipeline.cli.options import exit_with_usage_error
from pipeline.document import Document, Fact
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside, aside_of
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources, source_of_file, split_name
from pipeline.rules.corpus_rules import CorpusRules

_DOWNLOAD_SECONDS = 30


def documents_of(name: str, limits: CorpusRules, *, folders: bool) -> Iterator[Document | Aside]:
    """The raw documents of an argument: ``-``, a file, ``file.jsonl#3``, a web page; a folder, if ``folders``."""
    path, line = split_name(name)
    if name == "-":
        yield Document("-", _standard_input())
    elif name.startswith(("http://", "https://")):
        yield _download(name, limits)
    elif Path(name).is_file():
        yield from _documents_of_file(Path(name), limits)
    elif line and Path(path).is_file():
        yield from _line(path, line, limits)
    elif folders and Path(name).is_dir():
        for source in list_sources(Path(name)):
            yield from read_documents(Path(name), source, limits)
    else:
        exit_with_usage_error(f"{name} is not a file. To clean a folder: copydesk run RAW CLEAN.")


def _standard_input() -> bytes:
    if sys.stdin.isatty():
        terminal.echo("copydesk: reading a page from the terminal; end it with Ctrl-D.", err=True)
    return sys.stdin.buffer.read()


def _documents_of_file(path: Path, limits: CorpusRules) -> Iterator[Document | Aside]:
    root = _root(path)
    source = source_of_file(path)._replace(path=path.relative_to(root).as_posix())
    yield from read_documents(root, source, limits)


def _root(path: Path) -> Path:
    """The folder that names of documents are relative to: the parent, or that of a folder named like a host."""
    from pipeline.stages.extract import site_rules

    return next((folder.parent for folder in path.parents if site_rules.host_key(folder.name)), path.parent)


def _line(path: str, line: str, limits: CorpusRules) -> Iterator[Document | Aside]:
    """One document of a file of many."""
    for item in _documents_of_file(Path(path), limits):
        if split_name(item.source if isinstance(item, Document) else item.id)[1] == line:
            yield item
            return
    exit_with_usage_error(f"{path} has no document {line}.")


def _download(url: str, limits: CorpusRules) -> Document | Aside:
    """A web page. A failed download sets it aside."""
    request = Request(url, headers={"User-Agent": f"copydesk/{__version__}"})  # noqa: S310 - http and https only
    try:
        with urlopen(request, timeout=_DOWNLOAD_SECONDS) as reply:  # noqa: S310 - as above
            page: bytes = reply.read(limits.max_bytes + 1)
    except (URLError, OSError, ValueError) as why:
        reason = f"it could not be downloaded: {why}"
        return aside_of(url, Unreadable("readers/download", reason, "Check the address and the network."))
    if len(page) > limits.max_bytes:
        return aside_of(url, limits.size_exceeded())
    return Document(url, page).take("input", [Fact("url", url, "input/url")])
