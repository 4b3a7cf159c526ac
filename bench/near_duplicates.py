"""Near-duplicates: how many outputs of one page are found to be one story, and the cost of 100,000 documents.

1. The outputs of seven extractors for each page are cleaned as text and compared all with all.
2. 100,000 documents are made of the same texts: every third word is numbered, so that each is a story of its own; every
   fifth document is the first two thirds of the one before it. CPU seconds and peak memory are those of one process.
"""

import argparse
import hashlib
import json
import lzma
import resource
import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from pipeline.corpus.document_cleaning import clean_or_set_aside
from pipeline.corpus.near_duplicates import KnownDocument, find_copies
from pipeline.document import Document
from pipeline.rules.loading import load_rules
from pipeline.text.shingles import shingles_of, sketch_of

_MANY = 100_000
_ALL_PAIRS = 421 * 21  # pairs of the seven outputs of each page, those that were set aside included
_CUT_EVERY = 5  # one document in so many is a cut of the one before it
_LONGEST = 400  # words of a made document


def measure(data: Path) -> dict[str, float]:
    """Shares of pairs found, and the cost of many documents."""
    texts = dict(_cleaned_texts(data / "text" / "newspaper4k-extracted.jsonl.xz"))
    return {**_pairs(texts), **_many(list(texts.values()))}


def _cleaned_texts(path: Path) -> Iterator[tuple[str, str]]:
    rule_set = load_rules()
    with lzma.open(path, "rt", encoding="utf8") as lines:
        for line in lines:
            page = json.loads(line)
            for name, text in page["extracted"].items():
                cleaned = clean_or_set_aside(Document(f"{page['id']}/{name}", (text or "").encode()), rule_set)
                if isinstance(cleaned, Document):
                    yield cleaned.source, cleaned.text


def _known(source: str, text: str) -> KnownDocument:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return KnownDocument(source, source, "", len(text), digest, sketch_of(shingles_of(text)))


def _pairs(texts: dict[str, str]) -> dict[str, float]:
    copies = find_copies([_known(source, text) for source, text in texts.items()], texts.__getitem__, {})
    canonical = {source: source for source in texts} | {copy.source: copy.duplicate_of for copy in copies}
    clusters: dict[str, list[str]] = {}
    for source, of in canonical.items():
        clusters.setdefault(of, []).append(source)
    outputs = Counter(source.rpartition("/")[0] for source in texts)
    same = sum(number * (number - 1) // 2 for number in outputs.values())
    different = len(texts) * (len(texts) - 1) // 2 - same
    paired = Counter(
        one.rpartition("/")[0] == other.rpartition("/")[0]
        for cluster in clusters.values()
        for one, other in combinations(cluster, 2)
    )
    return {
        "near_duplicates.documents": len(texts),
        "near_duplicates.same_page.found": paired[True] / same,
        "near_duplicates.same_page.found_of_all": paired[True] / _ALL_PAIRS,
        "near_duplicates.other_page.alarms": paired[False] / different,
    }


def _many(texts: list[str]) -> dict[str, float]:
    start = time.process_time()
    documents = [_known(f"{number}", _document(texts, number)) for number in range(_MANY)]
    sketched = time.process_time() - start
    copies = find_copies(documents, lambda source: _document(texts, int(source)), {})
    return {
        "near_duplicates.100k.cpu_seconds.cost": time.process_time() - start,
        "near_duplicates.100k.sketch_cpu_seconds.cost": sketched,
        "near_duplicates.100k.found": len(copies) / (_MANY // _CUT_EVERY),
        "near_duplicates.100k.peak_mb.cost": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _document(texts: list[str], number: int) -> str:
    """Document ``number`` of the many: a text with every third word numbered, or a cut of the document before it."""
    if number % _CUT_EVERY == _CUT_EVERY - 1:
        words = _document(texts, number - 1).split()
        return " ".join(words[: 2 * len(words) // 3 + 1])
    words = texts[number % len(texts)].split()[:_LONGEST]
    words[::3] = [f"{word}{number}" for word in words[::3]]
    return " ".join(words)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for name, value in measure(parser.parse_args().data).items():
        print(f"{name:<48} {value:.6f}")
