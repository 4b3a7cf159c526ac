"""Damage in a WARC file: where the next record that can be read begins, and whether the file ends within one."""

import zlib
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

_GZIP_MAGIC, _RECORD_START = b"\x1f\x8b\x08", b"\r\n\r\nWARC/"
_BLOCK = 1 << 20  # bytes
_MAX_STARTS = 10_000  # at which a record is looked for after a damaged one
_GZIP_WINDOW_BITS = 31  # zlib: a gzip header is expected


def ends_early(file: BinaryIO, last: int) -> bool:
    """Whether a further gzip member, after the last record of a compressed file, has no complete header."""
    file.seek(last)
    unpacker, ended, begun = zlib.decompressobj(_GZIP_WINDOW_BITS), False, False
    block = b""
    try:
        while block := block or file.read(_BLOCK):
            block = _skip_unpacked(unpacker, block)
            begun = not unpacker.eof
            if unpacker.eof:
                unpacker, ended = zlib.decompressobj(_GZIP_WINDOW_BITS), True
    except zlib.error:  # not compressed, or not record by record
        return False
    return ended and begun


def _skip_unpacked(unpacker: "zlib._Decompress", block: bytes) -> bytes:
    """Unpack a block piece by piece, for it may hold any amount; returns what follows the end of the gzip member."""
    while True:
        unpacked = unpacker.decompress(block, _BLOCK)
        block = unpacker.unconsumed_tail
        if unpacker.eof or (not block and len(unpacked) < _BLOCK):
            return unpacker.unused_data


def next_readable(file: BinaryIO, start: int) -> int:
    """The offset of the next record that can be read; -1 if there is none."""
    from fastwarc.warc import ArchiveIterator

    for offset in islice(_possible_starts(file, start), _MAX_STARTS):
        file.seek(offset)
        try:
            if next(iter(ArchiveIterator(file, parse_http=False, fsspec_args=False)), None):
                return offset
        except OSError:
            continue
    return -1


def _possible_starts(file: BinaryIO, start: int) -> Iterator[int]:
    """The offsets from ``start`` on at which a record may begin."""
    file.seek(0)
    packed = file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
    mark = _GZIP_MAGIC if packed else _RECORD_START
    skipped = 0 if packed else mark.find(b"WARC")
    file.seek(start)
    overlap = b""
    while block := file.read(_BLOCK):
        block = overlap + block
        block_start = file.tell() - len(block)
        index = block.find(mark)
        while index >= 0:
            yield block_start + index + skipped
            index = block.find(mark, index + 1)
        file.seek(block_start + len(block))
        overlap = block[1 - len(mark) :]
