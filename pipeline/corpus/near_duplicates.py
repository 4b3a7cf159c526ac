"""Near-duplicates: which documents are copies of which, over the whole corpus, after cleaning.

1. Documents with the same clean text are copies with similarity 1.
2. Candidates are pairs that share enough shingles of their sketches (see ``text.shingles``). An index from shingle to
   documents gives them without comparing each with each. A shingle of very many documents links each of them only to
   the first, not all pairs.
3. A candidate is a copy if enough of the shingles of the shorter text are in the longer one. So an excerpt matches its
   original, and so does a page with additions.
4. The canonical document among copies has the longest clean body, then the earliest date, then the first id.
5. The most similar pairs are joined first. Two groups are joined only if most documents of one are similar to the
   canonical document of the other: two pages with much common boilerplate do not join their two stories.

The index of sorted arrays is our own because maintained MinHash libraries cost more and find no more. Measured with 128
permutations in 64 bands, the rest being the same: pairs of one page found among the outputs of seven extractors, then
CPU seconds and megabytes for 100,000 documents. This index .983, 78 s, 377 MB; rensa .979, 94 s, 655 MB; datasketch
.982, 176 s, 2,349 MB. None joined two pages. MinHash estimates the similarity of whole texts, so it needs that many
bands to find an excerpt of a third; shared shingles count it directly.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from pipeline.text.shingles import count_shared, shingles_of

MIN_SIMILARITY = 0.7  # share of the shorter text's shingles
_MIN_SKETCH_SHARE = 0.35  # of the shorter sketch: lower than MIN_SIMILARITY because a sketch is a sample
_MIN_SKETCH_SHARED = 3  # shared shingles of two sketches that make a pair a candidate
_MIN_SHARED = 20  # shared shingles of two texts, below which similarity may be chance or boilerplate
_ALL_PAIRS = 12  # documents with one shingle, up to which all pairs are counted
_SLICES = 16  # of the index, one after the other, to save memory
_CACHED_TEXTS = 4000  # whose shingles are kept in memory


Similarities = MutableMapping[tuple[str, str], float]
"""Similarities of pairs of texts, by the digests of the shorter and of the longer one."""


class KnownDocument(NamedTuple):
    """A document: ``length`` is that of its clean body in characters, ``digest`` that of its text."""

    source: str
    id: str
    date: str
    length: int
    digest: str
    sketch: bytes


class Copy(NamedTuple):
    """A copy of another document; ``similarity`` is the share of the shorter text's shingles in the longer one."""

    source: str
    duplicate_of: str
    cluster: str
    similarity: float


def find_copies(documents: Sequence[KnownDocument], text: Callable[[str], str], measured: Similarities) -> list[Copy]:
    """All copies, by source. ``text`` gives the clean body of a source.

    ``measured`` holds similarities that earlier runs measured; those that are measured now are added.
    """
    ranked = sorted(documents, key=lambda doc: (-doc.length, doc.date or "9999", doc.id, doc.source))
    identical: list[Copy] = []
    unique = list[KnownDocument]()
    for _, group in groupby(sorted(ranked, key=lambda doc: doc.digest), lambda doc: doc.digest):
        first, *others = group
        unique.append(first)
        identical += (Copy(doc.source, first.source, first.digest[:12], 1.0) for doc in others)
    rank = {doc.source: number for number, doc in enumerate(ranked)}
    unique.sort(key=lambda doc: rank[doc.source])
    near = {copy.source: copy for copy in _near_copies(unique, text, measured)}
    resolved = (_canonical_copy(copy, near.get(copy.duplicate_of)) for copy in identical)
    return sorted([*near.values(), *resolved])


def _canonical_copy(copy: Copy, near: Copy | None) -> Copy:
    """The copy; where its original is itself a near-copy, a copy of that one's canonical document."""
    return near._replace(source=copy.source) if near else copy


def _near_copies(ranked: list[KnownDocument], text: Callable[[str], str], measured: Similarities) -> Iterator[Copy]:
    """The copies among documents of different texts; ``ranked`` has the preferred canonical documents first."""

    @lru_cache(_CACHED_TEXTS)
    def shingles(rank: int) -> tuple[Any, bool]:
        body, digest = text(ranked[rank].source), ranked[rank].digest
        return shingles_of(body), hashlib.sha256(body.removesuffix("\n").encode()).hexdigest() == digest

    @cache
    def similarity(high: int, low: int) -> float:
        pair = ranked[low].digest, ranked[high].digest
        if pair in measured:
            return measured[pair]
        (one, is_intact), (other, other_is_intact) = shingles(high), shingles(low)
        value = _similarity(one, other)
        if is_intact and other_is_intact:  # a document that was edited since is not the text of its digest
            measured[pair] = value
        return value

    groups = _group(((similarity(*pair), *pair) for pair in _candidates(ranked)), similarity)
    for first, others in groups.items():
        doc = ranked[first]
        yield from (Copy(ranked[rank].source, doc.source, doc.digest[:12], similarity(first, rank)) for rank in others)


def _group(pairs: Iterable[tuple[float, int, int]], similarity: Callable[[int, int], float]) -> dict[int, list[int]]:
    """The copies of each canonical document, both by rank. The most similar pairs are joined first."""
    canonical: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    similar = sorted((pair for pair in pairs if pair[0] >= MIN_SIMILARITY), key=lambda pair: (-pair[0], *pair[1:]))
    for _, one, other in similar:
        high, low = sorted((canonical.setdefault(one, one), canonical.setdefault(other, other)))
        if high == low or similarity(high, low) < MIN_SIMILARITY:
            continue
        joining = [low, *groups.get(low, [])]
        close = sum(similarity(high, rank) >= MIN_SIMILARITY for rank in joining)
        if 2 * close > len(joining):
            groups.setdefault(high, []).extend(joining)
            groups.pop(low, None)
            canonical.update(dict.fromkeys(joining, high))
    return groups


def _similarity(one: Any, other: Any) -> float:
    shared = count_shared(one, other)
    return round(shared / min(len(one), len(other)), 3) if shared >= _MIN_SHARED else 0.0


def _candidates(ranked: list[KnownDocument]) -> list[tuple[int, int]]:
    """The pairs that may be copies, by rank, the higher rank first."""
    import numpy as np

    if not ranked:
        return []
    sketches = [np.frombuffer(doc.sketch, "<u8") for doc in ranked]
    sizes = np.array([len(sketch) for sketch in sketches])
    shingles = np.concatenate(sketches)
    owners = np.repeat(np.arange(len(ranked), dtype=np.uint64), sizes)
    keys, counts = _sum_counts([_count_pairs(*part) for part in _slices(shingles, owners)])
    lows, highs = keys >> np.uint64(32), keys & np.uint64(2**32 - 1)
    smaller = np.minimum(sizes[lows.astype(int)], sizes[highs.astype(int)])
    likely = (counts >= _MIN_SKETCH_SHARED) & (counts >= _MIN_SKETCH_SHARE * smaller)
    return list(zip(lows[likely].tolist(), highs[likely].tolist(), strict=True))


def _slices(shingles: Any, owners: Any) -> Iterator[tuple[Any, Any]]:
    """Shingles and the documents they are of, sorted, in slices; equal shingles are in one slice."""
    import numpy as np

    order = np.argsort(shingles, kind="stable")
    shingles, owners = shingles[order], owners[order]
    ends = [int(np.searchsorted(shingles, shingles[index])) for index in _slice_ends(len(shingles))]
    for start, end in zip([0, *ends], [*ends, len(shingles)], strict=True):
        if start < end:
            yield shingles[start:end], owners[start:end]


def _slice_ends(size: int) -> range:
    return range(size // _SLICES, size, size // _SLICES) if size > _SLICES else range(0)


def _count_pairs(shingles: Any, owners: Any) -> tuple[Any, Any]:
    """The pairs of documents that share shingles (one number each: low << 32 | high), and how many they share."""
    import numpy as np

    starts = np.flatnonzero(np.r_[True, shingles[1:] != shingles[:-1]])
    sizes = np.diff(np.r_[starts, len(shingles)])
    size, first = np.repeat(sizes, sizes), np.repeat(owners[starts], sizes)
    pairs = [(first << np.uint64(32) | owners)[(size > _ALL_PAIRS) & (first != owners)]]
    for step in range(1, _ALL_PAIRS):
        same = shingles[step:] == shingles[:-step]
        if step > 1:
            same &= size[step:] <= _ALL_PAIRS
        pairs.append((owners[:-step] << np.uint64(32) | owners[step:])[same])
    return np.unique(np.concatenate(pairs), return_counts=True)


def _sum_counts(parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The counts of equal pairs in all parts, added."""
    import numpy as np

    keys, counts = (
        (np.concatenate(column) for column in zip(*parts, strict=True)) if parts else (np.empty(0, "u8"),) * 2
    )
    unique, inverse = np.unique(keys, return_inverse=True)
    return unique, np.bincount(inverse, weights=counts, minlength=len(unique))
