"""A corpus becomes proposed entries of the authority file: spellings of one name that it uses side by side.

A cluster is proposed for spellings of a capitalised name that look alike (``pipeline.text.similar_names``) and stand in
different documents, between the same words. The most frequent spelling is proposed as the preferred form. The score
grows with the neighbours they share and falls with each document in which two of them stand together. A person reads
the proposals, removes what is wrong, and names it under ``rejected``, so that it isn't proposed again.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.stage import stage_name
from pipeline.stages import STAGES, spellings, typos
from pipeline.text import lexicon
from pipeline.text.similar_names import is_inflected, is_one_edit_apart, romanisation_key

_NAME = re.compile(r"(?<=[a-z,] )([A-Z][^\W\d_]+(?:[-' ][A-Z][^\W\d_]+){0,2})")
_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = 40  # characters on each side whose small words are a spelling's neighbours
_COMMONEST = 100  # of so many words of a corpus the most frequent one is nobody's neighbour
_SHORTEST = 5  # letters
_TWICE = 2  # documents that must have the more frequent of two spellings
_KEY, _SLIP = 0.6, 0.3  # what looking alike counts by itself
_EXAMPLES = 3


@dataclass
class Seen:
    """A spelling as a corpus has it: in which documents, beside which words, and some places."""

    docs: set[str] = field(default_factory=set)
    beside: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cluster:
    """Spellings of what may be one name, the most frequent first, with the number of documents that have each."""

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    score: float
    why: str
    examples: tuple[str, ...]


def clusters(read: Callable[[], Iterable[Document]], rules: Mapping[str, Any]) -> list[Cluster]:
    """The clusters proposed, surest first. ``read`` gives the raw documents; unreadable ones are passed over."""
    seen: dict[str, Seen] = defaultdict(Seen)
    for doc in _spelled(read(), rules):
        _note(doc, seen)
    words: Counter[str] = Counter()
    for one in seen.values():
        words.update(one.beside)
    commonest = {word for word, _ in words.most_common(len(words) // _COMMONEST)}
    known = rules["spellings"].preferred_forms
    pairs = [(pair, why) for pair, why in _alike(seen) if not (pair[0] in known and pair[1] in known)]
    found = [_cluster(pair, why, seen, commonest) for pair, why in pairs]
    rejected = {frozenset(one.split(" / ")) for one in rules["spellings"].rejected}
    kept = [one for one in found if one.counts[0] >= _TWICE and one.score and frozenset(one.labels) not in rejected]
    return sorted(kept, key=lambda one: (-one.score, one.labels))


def accepted(proposals: Iterable[Cluster], *, least: float) -> list[Cluster]:
    """The proposals whose score is at least ``least``."""
    return [one for one in proposals if one.score >= least]


def files(proposals: Iterable[Cluster]) -> dict[str, str]:
    """The YAML of the proposals, by its path below the folder of rules, with the evidence beside each."""
    merged: dict[str, list[Cluster]] = defaultdict(list)
    for one in proposals:
        merged[one.labels[0]].append(one)
    entries = [line for pref, of in sorted(merged.items()) for line in _entry(pref, of)]
    head = "# Spellings that the corpus uses side by side. Remove what is two names, and write it under `rejected`.\n"
    return {"spellings/learned.yaml": head + "entries:\n" + "".join(entries)} if entries else {}


def _entry(pref: str, of: list[Cluster]) -> Iterator[str]:
    for one in of:
        yield (
            f"  # {one.score:.2f}, {one.why}: "
            + ", ".join(f"{label} in {count}" for label, count in zip(one.labels, one.counts, strict=True))
            + "\n"
        )
        yield from (f"  #   {example}\n" for example in one.examples)
    labels = json.dumps([one.labels[1] for one in of], ensure_ascii=False)
    yield f"  - {{prefLabel: {json.dumps(pref, ensure_ascii=False)}, altLabel: {labels}, type: term}}\n"


def _spelled(docs: Iterable[Document], rules: Mapping[str, Any]) -> Iterator[Document]:
    """The documents in English with what this stage knows brought to one spelling; slips of the pen still stand."""
    stages = (*STAGES[: STAGES.index(typos)], STAGES[STAGES.index(spellings)])
    for raw in docs:
        doc = raw
        try:
            for stage in stages:
                doc = doc.take(stage_name(stage), stage.find(doc, rules[stage_name(stage)]))
        except Unreadable:
            continue
        if doc.fields.get("language", "en") == "en":
            yield doc


def _note(doc: Document, seen: dict[str, Seen]) -> None:
    for found in _NAME.finditer(doc.text):
        one, (start, end) = seen[found[1]], found.span(1)
        around = doc.text[max(0, start - _BESIDE) : start], doc.text[end : end + _BESIDE]
        one.docs.add(doc.source)
        one.beside.update(word for side in around for word in _WORD.findall(side) if word.islower())
        if len(one.examples) < _EXAMPLES:
            one.examples.append(f"{doc.source}: {around[0]}{found[1]}{around[1]}".replace("\n", " "))


def _alike(seen: Mapping[str, Seen]) -> Iterator[tuple[tuple[str, str], str]]:
    """The pairs of spellings that look alike, and why. Only spellings of one beginning and about one length meet."""
    by_key: dict[str, list[str]] = defaultdict(list)
    by_head: dict[tuple[str, int], list[str]] = defaultdict(list)
    for spelling in filter(_is_name, sorted(seen)):
        by_key[romanisation_key(spelling)].append(spelling)
        for length in (len(spelling), len(spelling) + 1):
            by_head[spelling[:2], length].append(spelling)
    same = {pair for group in by_key.values() for pair in combinations(group, 2) if not is_inflected(*pair)}
    near = {
        pair
        for group in by_head.values()
        for pair in combinations(group, 2)
        if is_one_edit_apart(*pair) and not is_inflected(*pair)
    }
    yield from ((pair, "one key") for pair in sorted(same))
    yield from ((pair, "a slip apart") for pair in sorted(near - same))


def _is_name(spelling: str) -> bool:
    """Whether a spelling is long enough to be told, is no abbreviation, and has a word that no dictionary has."""
    words = spelling.split()
    rare = any(word.lower() not in lexicon.english_words() for word in words)
    return len(spelling) >= _SHORTEST and rare and all(word[1:].islower() for word in _WORD.findall(spelling))


def _cluster(pair: tuple[str, str], why: str, seen: Mapping[str, Seen], commonest: set[str]) -> Cluster:
    labels = tuple(sorted(pair, key=lambda label: (-len(seen[label].docs), label)))
    often, rare = (seen[label] for label in labels)
    beside = [{word for word in one.beside if word not in commonest} for one in (often, rare)]
    shared = len(beside[0] & beside[1]) / max(1, min(map(len, beside)))
    together = len(often.docs & rare.docs) / len(rare.docs)
    base = _KEY if why == "one key" else _SLIP
    score = max(0.0, min(1.0, base + (1 - base) * min(1.0, 2 * shared)) - together / 2)
    examples = tuple(example for one in (often, rare) for example in one.examples[:_EXAMPLES])
    return Cluster(labels, (len(often.docs), len(rare.docs)), round(score, 2), why, examples)
