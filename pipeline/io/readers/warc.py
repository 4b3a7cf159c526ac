"""WARC files as documents: the HTML pages among their records.

A page is a ``response`` or ``resource`` record of HTML; its id is the record's, its address the record's target.
Records of anything else (requests, images, redirects) are no documents and passed over. A page that a server sent with
an error is set aside, and so is a record that is torn; what follows it is read.

FastWARC reads them: measured beside warcio on 20,000 records it takes an eighth of the time, says so when bytes are
damaged where warcio ends without a word, and reads files that were packed as a whole.
"""

import zlib
from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pipeline.errors import Unreadable

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_PACKED, _PLAIN = b"\x1f\x8b\x08", b"\r\n\r\nWARC/"
_BLOCK = 1 << 20
_GZIP = 31  # what zlib calls it
_MOVED, _WRONG = 300, 400
_OK = range(200, _MOVED)


class Page(NamedTuple):
    """A page as a server sent it, unpacked: the id of its record, its address, its bytes."""

    id: str
    url: str
    body: bytes


def chunks(file: BinaryIO, most: int) -> list[tuple[int, int, int]]:
    """The file in stretches of whole records of about ``most`` bytes: number of the first, where it begins, length.

    A file that was packed as a whole cannot be entered in its middle: it is one stretch, of length 0, which is all.
    """
    found: list[tuple[int, int, int]] = []
    first, begin, before = 1, 0, -1
    for number, (at, record) in enumerate(_records(file, 0), 1):
        if at == before and not isinstance(record, Unreadable):
            return [(1, 0, 0)]
        if at - begin >= most:
            found.append((first, begin, at - begin))
            first, begin = number, at
        before = at
    return [*found, (first, begin, file.seek(0, 2) - begin)]


def pages(
    file: BinaryIO, *, offset: int, length: int, first: int, most: int
) -> Iterator[tuple[int, Page | Unreadable]]:
    """The pages from byte ``offset`` on, up to ``length`` bytes further (0: all), each with the number of its record.

    A page of more than ``most`` bytes, and what is torn, is Unreadable. ``first`` is the number of the first record.
    """
    for number, (at, record) in zip(count(first), _records(file, offset), strict=False):
        if length and at >= offset + length:
            return
        try:
            page = record if isinstance(record, Unreadable) else _page(record, most)
        except OSError as why:
            if why.errno:
                raise
            page = _torn(str(why))
        except Unreadable as why:
            page = why
        if page is not None:
            yield number, page


def _records(file: BinaryIO, offset: int) -> Iterator[tuple[int, "WarcRecord | Unreadable"]]:
    """Each record and the byte it begins at; a torn one is told of once, and the next whole one sought."""
    from fastwarc.warc import ArchiveIterator

    while offset >= 0:
        at = offset
        file.seek(offset)
        try:
            for record in ArchiveIterator(file, parse_http=False, fsspec_args=False):
                at = record.stream_pos
                yield at, record
        except OSError as why:
            if why.errno:  # of the disk or the network, not of what the file holds
                raise
            yield at, _torn(str(why))
            offset = _next(file, at + 1)
        else:
            if _breaks_off(file, at):
                yield file.seek(0, 2), _torn("the file breaks off")
            return


def _breaks_off(file: BinaryIO, last: int) -> bool:
    """Whether behind the last record of a packed file one more begins that does not even give its head."""
    file.seek(last)
    unpacking, ended, begun = zlib.decompressobj(_GZIP), False, False
    block = b""
    try:
        while block := block or file.read(_BLOCK):
            unpacking.decompress(block)
            block, begun = unpacking.unused_data, not unpacking.eof
            if unpacking.eof:
                unpacking, ended = zlib.decompressobj(_GZIP), True
    except zlib.error:  # not packed, or not record by record
        return False
    return ended and begun


def _next(file: BinaryIO, start: int) -> int:
    """Where the next record that can be read begins; -1 if there is none."""
    from fastwarc.warc import ArchiveIterator

    for at in _begins(file, start):
        file.seek(at)
        try:
            if next(iter(ArchiveIterator(file, parse_http=False, fsspec_args=False)), None):
                return at
        except OSError:
            continue
    return -1


def _begins(file: BinaryIO, start: int) -> Iterator[int]:
    """Where records may begin, from byte ``start`` on."""
    file.seek(0)
    sign = _PACKED if file.read(len(_PACKED)) == _PACKED else _PLAIN
    inside = sign.find(b"WARC") if sign is _PLAIN else 0
    file.seek(start)
    kept, place = b"", start
    while block := file.read(_BLOCK):
        block, place = kept + block, file.tell() - len(kept) - len(block)
        found = block.find(sign)
        while found >= 0:
            yield place + found + inside
            found = block.find(sign, found + 1)
        file.seek(place + len(block))
        kept = block[1 - len(sign) :]


def _page(record: "WarcRecord", most: int) -> Page | None:
    """The page in a record, or None if it holds none. Raises Unreadable, OSError."""
    from fastwarc.warc import WarcRecordType

    if not record.record_type & (WarcRecordType.response | WarcRecordType.resource):
        return None
    if "Content-Length" not in record.headers:
        raise _torn("its head breaks off")
    if record.content_length <= most:
        block = record.reader.read(record.content_length)
        if len(block) < record.content_length:
            raise _torn("it breaks off")
        record.set_bytes_content(block)
    if record.is_http:
        record.parse_http(auto_decode="all")
    kind = record.http_content_type if record.is_http else record.headers.get("Content-Type", "")
    status = (record.http_headers.status_code or 0) if record.is_http and record.http_headers else _OK.start
    if (kind or "").partition(";")[0].strip().lower() not in _HTML or status in range(_MOVED, _WRONG):
        return None
    if status not in _OK:
        reason = f"the server answered with {status} and no article"
        raise Unreadable("intake/http-error", reason, "Fetch the page again.")
    body = record.reader.read(most + 1)
    if len(body) > most:
        remedy = "Raise max_bytes in corpus.yaml if it is an article."
        raise Unreadable("intake/too-large", f"larger than max_bytes, {most}", remedy)
    return Page((record.record_id or "").strip("<>"), record.headers.get("WARC-Target-URI", "") or "", body)


def _torn(why: str) -> Unreadable:
    return Unreadable("intake/torn", f"the record cannot be read: {why}", "Fetch the file again.")
