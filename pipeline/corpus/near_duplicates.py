"""Which documents are copies of which, over the whole corpus, after cleaning.

- Documents with the same clean text are copies, similarity 1.
- Candidates are pairs that share enough of their sketches (see ``shingles``): an index from shingle to documents gives
  them without comparing each with each. Shingles of very many documents link neighbours only, not all pairs.
- A candidate is a copy if enough of the real shingles of the shorter text stand in the longer one. So a scraper's cut
  matches its original, and so does a page with extras.
- Of copies one is canonical: the longest clean body, then the earliest date, then the first id.
- The pairs most alike come together first, and groups only if most of the one are like the canonical document of the
  other. So two pages that share much furniture do not make one of their two stories.

The index is our own, of sorted arrays, because kept libraries of MinHash cost more and find no more. Measured with 128
permutations in 64 bands, the rest being the same; pairs of one page found among seven extractors' outputs, then CPU
seconds and megabytes for 100,000 documents: this index .983, 78 s, 377 MB; rensa .979, 94 s, 655 MB; datasketch .982,
176 s, 2,349 MB. None took two pages for one. MinHash estimates how alike two texts are as wholes, so a cut of a third
of its original needs that many bands to be seen; shared shingles count it as what it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from pipeline.text.shingles import count_shared, shingles_of

LEAST = 0.7  # of the shorter text's shingles
_LIKELY = 0.35  # of the shorter sketch: looser than LEAST, since a sketch is a sample
_FEWEST = 3  # shared shingles of two sketches, without which a pair is no candidate
_SHARED = 20  # real shingles in common, without which a likeness may be chance or furniture
_ALL_PAIRS = 12  # documents of one shingle, up to which each is paired with each
_SLICES = 16  # the index is made in so many parts, so that it needs little memory
_TEXTS = 4000  # texts whose shingles are kept at hand


class KnownDocument(NamedTuple):
    """What is known of a document: ``length`` of its clean body in characters, ``digest`` of its text."""

    source: str
    id: str
    date: str
    length: int
    digest: str
    sketch: bytes


class Copy(NamedTuple):
    """A document that says what another says; ``similarity`` is the share of the shorter one found in the longer."""

    source: str
    duplicate_of: str
    cluster: str
    similarity: float


def find_copies(
    documents: Sequence[KnownDocument], text: Callable[[str], str], measured: Mapping[tuple[str, str], float]
) -> list[Copy]:
    """All copies, by source. ``text`` gives the clean body of a source.

    ``measured`` holds similarities that earlier runs found, by the digests of copy and canonical document.
    """
    ranked = sorted(documents, key=lambda doc: (-doc.length, doc.date or "9999", doc.id, doc.source))
    found: list[Copy] = []
    unique = list[KnownDocument]()
    for _, same in groupby(sorted(ranked, key=lambda doc: doc.digest), lambda doc: doc.digest):
        first, *others = same
        unique.append(first)
        found += (Copy(doc.source, first.source, first.digest[:12], 1.0) for doc in others)
    place = {doc.source: at for at, doc in enumerate(ranked)}
    unique.sort(key=lambda doc: place[doc.source])
    near = {copy.source: copy for copy in _near(unique, text, measured)}
    moved = (_under(copy, near.get(copy.duplicate_of)) for copy in found)
    return sorted([*near.values(), *moved])


def _under(copy: Copy, canonical: Copy | None) -> Copy:
    """A copy of a document that is itself a copy is one of the latter's canonical document, and just as like it."""
    return canonical._replace(source=copy.source) if canonical else copy


def _near(
    ranked: list[KnownDocument], text: Callable[[str], str], measured: Mapping[tuple[str, str], float]
) -> Iterator[Copy]:
    """The copies among documents of different texts, given in the order in which they may be canonical."""

    @lru_cache(_TEXTS)
    def numbers(at: int) -> Any:
        return shingles_of(text(ranked[at].source))

    @cache
    def like(high: int, low: int) -> float:
        pair = ranked[low].digest, ranked[high].digest
        return measured[pair] if pair in measured else _likeness(numbers(high), numbers(low))

    groups = _grouped(((like(*pair), *pair) for pair in _candidates(ranked)), like)
    for first, others in groups.items():
        doc = ranked[first]
        yield from (Copy(ranked[at].source, doc.source, doc.digest[:12], like(first, at)) for at in others)


def _grouped(pairs: Iterable[tuple[float, int, int]], like: Callable[[int, int], float]) -> dict[int, list[int]]:
    """The copies of each canonical document, both by rank. The pairs most alike come together first.

    Two groups become one if most documents of the one, and its canonical document, are like the other's canonical one.
    """
    first: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for _, one, other in sorted((pair for pair in pairs if pair[0] >= LEAST), key=lambda pair: (-pair[0], *pair[1:])):
        high, low = sorted((first.setdefault(one, one), first.setdefault(other, other)))
        joining = [low, *groups.get(low, [])]
        alike = sum(like(high, at) >= LEAST for at in joining) if high != low and like(high, low) >= LEAST else 0
        if 2 * alike > len(joining):
            groups.setdefault(high, []).extend(joining)
            groups.pop(low, None)
            first.update(dict.fromkeys(joining, high))
    return groups


def _likeness(one: Any, other: Any) -> float:
    shared = count_shared(one, other)
    return round(shared / min(len(one), len(other)), 3) if shared >= _SHARED else 0.0


def _candidates(ranked: list[KnownDocument]) -> list[tuple[int, int]]:
    """The pairs that may be copies, by rank, the higher first."""
    import numpy as np

    if not ranked:
        return []
    sketches = [np.frombuffer(doc.sketch, "<u8") for doc in ranked]
    sizes = np.array([len(sketch) for sketch in sketches])
    numbers = np.concatenate(sketches)
    owners = np.repeat(np.arange(len(ranked), dtype=np.uint64), sizes)
    keys, counts = _counted([_pairs(*part) for part in _sliced(numbers, owners)])
    lows, highs = keys >> np.uint64(32), keys & np.uint64(2**32 - 1)
    smaller = np.minimum(sizes[lows.astype(int)], sizes[highs.astype(int)])
    likely = (counts >= _FEWEST) & (counts >= _LIKELY * smaller)
    return list(zip(lows[likely].tolist(), highs[likely].tolist(), strict=True))


def _sliced(numbers: Any, owners: Any) -> Iterator[tuple[Any, Any]]:
    """Shingles and the documents they are of, sorted, in slices that no shingle straddles."""
    import numpy as np

    order = np.argsort(numbers, kind="stable")
    numbers, owners = numbers[order], owners[order]
    ends = [int(np.searchsorted(numbers, numbers[min(len(numbers) - 1, at)])) for at in _steps(len(numbers))]
    for start, end in zip([0, *ends], [*ends, len(numbers)], strict=True):
        if start < end:
            yield numbers[start:end], owners[start:end]


def _steps(size: int) -> range:
    return range(size // _SLICES, size, size // _SLICES) if size > _SLICES else range(0)


def _pairs(numbers: Any, owners: Any) -> tuple[Any, Any]:
    """The pairs of documents that share shingles (one number each: low << 32 | high), and how many they share."""
    import numpy as np

    starts = np.flatnonzero(np.r_[True, numbers[1:] != numbers[:-1]])
    sizes = np.diff(np.r_[starts, len(numbers)])
    size, first = np.repeat(sizes, sizes), np.repeat(owners[starts], sizes)
    made = [(first << np.uint64(32) | owners)[(size > _ALL_PAIRS) & (first != owners)]]
    for step in range(1, _ALL_PAIRS):
        same = numbers[step:] == numbers[:-step]
        if step > 1:
            same &= size[step:] <= _ALL_PAIRS
        made.append((owners[:-step] << np.uint64(32) | owners[step:])[same])
    return np.unique(np.concatenate(made), return_counts=True)


def _counted(parts: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """The sums of pairs and counts."""
    import numpy as np

    keys, counts = (
        (np.concatenate(column) for column in zip(*parts, strict=True)) if parts else (np.empty(0, "u8"),) * 2
    )
    unique, back = np.unique(keys, return_inverse=True)
    return unique, np.bincount(back, weights=counts, minlength=len(unique))
