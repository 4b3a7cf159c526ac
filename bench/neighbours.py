"""Near-duplicates: are seven extractors' outputs of one page found to be one story, and 100,000 documents in time?

The seven outputs of each page are cleaned as text and compared all with all. The 100,000, in one process whose CPU
seconds are told, are made of the same texts: each a page of its own by having words numbered, but for one
in five, which is a cut of another.
"""

import json
import lzma
import resource
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from pipeline.corpus.batch import clean_or_set_aside
from pipeline.corpus.near_duplicates import KnownDocument, find_copies
from pipeline.document import Document
from pipeline.rules.loading import load_rules
from pipeline.text.shingles import shingles_of, sketch_of

_MANY = 100_000
_ALL_PAIRS = 421 * 21  # of seven outputs each, also of those that were set aside
_CUTS = 5  # one document in so many is a cut of the one before it


def measure(data: Path) -> dict[str, float]:
    path = data / "text" / "newspaper4k-extracted.jsonl.xz"
    if not path.exists():
        print(f"neighbours: {path} is absent")
        return {}
    texts = dict(_cleaned(path))
    return {**pairs(texts), **many(list(texts.values()))}


def _cleaned(path: Path) -> Iterator[tuple[str, str]]:
    rule_set = load_rules()
    with lzma.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            page = json.loads(line)
            for name, text in page["extracted"].items():
                done = clean_or_set_aside(Document(f"{page['id']}/{name}", (text or "").encode()), rule_set)
                if isinstance(done, Document):
                    yield done.source, done.text


def known(source: str, text: str) -> KnownDocument:
    import hashlib

    digest = hashlib.sha256(text.encode()).hexdigest()
    return KnownDocument(source, source, "", len(text), digest, sketch_of(shingles_of(text)))


def pairs(texts: dict[str, str]) -> dict[str, float]:
    found = find_copies([known(source, text) for source, text in texts.items()], texts.__getitem__, {})
    cluster = {source: source for source in texts} | {copy.source: copy.duplicate_of for copy in found}
    members: dict[str, list[str]] = {}
    for source, head in cluster.items():
        members.setdefault(head, []).append(source)
    pages = Counter(source.rpartition("/")[0] for source in texts)
    same = sum(number * (number - 1) // 2 for number in pages.values())
    different = len(texts) * (len(texts) - 1) // 2 - same
    hits = Counter(
        one.rpartition("/")[0] == other.rpartition("/")[0]
        for group in members.values()
        for one, other in combinations(group, 2)
    )
    return {
        "neighbours.documents": len(texts),
        "neighbours.same_page.found": hits[True] / same,
        "neighbours.same_page.found_of_2947": hits[True] / _ALL_PAIRS,
        "neighbours.other_page.alarms": hits[False] / different,
    }


def many(texts: list[str]) -> dict[str, float]:
    start = time.process_time()
    documents = [known(f"{number}", _made(texts, number)) for number in range(_MANY)]
    sketched = time.process_time() - start
    found = find_copies(documents, lambda source: _made(texts, int(source)), {})
    took = time.process_time() - start
    return {
        "neighbours.100k.cpu_seconds.cost": took,
        "neighbours.100k.sketch_cpu_seconds.cost": sketched,
        "neighbours.100k.found": len(found) / (_MANY // _CUTS),
        "neighbours.100k.peak_mb.cost": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _made(texts: list[str], number: int) -> str:
    """Document ``number``: a text with each third word its own; every fifth is two thirds of the one before it."""
    if number % _CUTS == _CUTS - 1:
        words = _made(texts, number - 1).split()
        return " ".join(words[: 2 * len(words) // 3 + 1])
    words = texts[number % len(texts)].split()[:400]
    words[::3] = [f"{word}{number}" for word in words[::3]]
    return " ".join(words)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    for name, value in measure(parser.parse_args().data).items():
        print(f"{name:<48} {value:.6f}")
