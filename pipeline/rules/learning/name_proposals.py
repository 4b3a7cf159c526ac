"""Name proposals: entries of the authority file proposed from a corpus that spells a name in several ways.

1. Names are counted in the cleaned English documents, known names unified and typos uncorrected.
2. Two spellings are a cluster if they are similar (``pipeline.text.similar_names``) and not both preferred forms.
3. Its score grows with the lower-case words that occur near both, and falls with the documents that have both.
4. The more frequent spelling, in two documents at least, is proposed as the preferred form.

``files`` writes the proposals as ``spellings/learned.yaml``. They change nothing until a person sets ``decision:
accepted``. What has a decision is kept and not proposed again.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from pipeline.document import Document
from pipeline.rules.learning.prepared import prepare
from pipeline.stages.spellings.schema import NameExample, NameProposal
from pipeline.text import lexicon
from pipeline.text.similar_names import is_inflected, is_one_edit_apart, romanisation_key

_NAME = re.compile(r"(?<=[a-z,] )([A-Z][^\W\d_]+(?:[-' ][A-Z][^\W\d_]+){0,2})")
_WORD = re.compile(r"[^\W\d_]+")
_CONTEXT = 40  # characters on each side whose lower-case words are the context of a name
_STOP_WORDS = 100  # one in so many words of all contexts, the most frequent ones, is ignored
_LEAST_LETTERS = 5
_LEAST_DOCUMENTS = 2  # that have the more frequent spelling
_SAME_KEY, _ONE_EDIT = 0.6, 0.3  # base scores
_SAME_KEY_REASON = "same romanisation key"
_EXAMPLES = 3


@dataclass
class Usage:
    """A spelling in a corpus: its documents, the words of its contexts with their counts.

    ``examples`` are some of its uses: the document, the text before and after it.
    """

    docs: set[str] = field(default_factory=set)
    context: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Cluster:
    """Two spellings that may be one name, the more frequent first, with the number of documents of each.

    ``examples`` are uses of the less frequent one.
    """

    labels: tuple[str, ...]
    counts: tuple[int, ...]
    score: float
    reason: str
    examples: tuple[tuple[str, str, str], ...]


class Usages(dict[str, Usage]):
    """How a corpus uses each name, by spelling."""

    def count(self, doc: Document) -> None:
        """Count the names of a cleaned document, if it is English."""
        if doc.fields.get("language", "en") != "en":
            return
        for found in _NAME.finditer(doc.text):
            usage, (start, end) = self.setdefault(found[1], Usage()), found.span(1)
            around = doc.text[max(0, start - _CONTEXT) : start], doc.text[end : end + _CONTEXT]
            usage.docs.add(doc.source)
            usage.context.update(word for side in around for word in _WORD.findall(side) if word.islower())
            if len(usage.examples) < _EXAMPLES:
                before, after = (side.replace("\n", " ") for side in around)
                usage.examples.append((doc.source, before, after))


def clusters(read: Callable[[], Iterable[Document]], rules: Mapping[str, Any]) -> list[Cluster]:
    """The proposed clusters, best first. ``read`` returns the raw documents; unreadable ones are skipped."""
    usages = Usages()
    for one in prepare(read(), rules):
        usages.count(one.clean)
    return from_usages(usages, rules)


def from_usages(usages: Usages, rules: Mapping[str, Any]) -> list[Cluster]:
    """The proposed clusters of a corpus, best first, without those that have a decision in the rules."""
    stop_words = _stop_words(usages.values())
    known = rules["spellings"].preferred_forms
    pairs = [(pair, reason) for pair, reason in _similar(usages) if not known.issuperset(pair)]
    found = [_cluster(pair, reason, usages, stop_words) for pair, reason in pairs]
    decided = {frozenset(one.split(" / ")) for one in rules["spellings"].rejected}
    decided |= {frozenset((one.pref, one.alt)) for one in known_names(rules) if one.decision != "proposed"}
    frequent = [one for one in found if one.counts[0] >= _LEAST_DOCUMENTS and one.score]
    kept = [one for one in frequent if frozenset(one.labels) not in decided]
    return sorted(kept, key=lambda one: (-one.score, one.labels))


def known_names(rules: Mapping[str, Any]) -> tuple[NameProposal, ...]:
    """The proposals that the rules have, with or without a decision."""
    known: tuple[NameProposal, ...] = rules["spellings"].proposals
    return known


def _stop_words(usages: Iterable[Usage]) -> set[str]:
    words: Counter[str] = Counter()
    for usage in usages:
        words.update(usage.context)
    return {word for word, _ in words.most_common(len(words) // _STOP_WORDS)}


def accepted(proposals: Iterable[Cluster], *, least: float) -> list[Cluster]:
    """The proposals whose score is at least ``least``."""
    return [one for one in proposals if one.score >= least]


def files(proposals: Iterable[Cluster], *, known: Iterable[NameProposal] = ()) -> dict[str, str]:
    """The proposals as YAML with their evidence, by path below the folder of rules. They keep those with a decision."""
    new = [_as_proposal(one) for one in proposals]
    decided = [one for one in known if one.decision != "proposed"]
    if not new:
        return {}
    lines = [
        "# Names that the corpus spells in several ways. Set `decision: accepted` for one name, `decision: rejected`",
        "# for two names. Until then a proposal changes nothing.",
        "proposals:",
    ]
    for one in [*decided, *new]:
        fields = one.model_dump(exclude_defaults=True, by_alias=True)
        if one.decision == "proposed":
            lines.append(f"  # would change {one.would_change} documents")
        pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return {"spellings/learned.yaml": "\n".join(lines) + "\n"}


def _as_proposal(one: Cluster) -> NameProposal:
    return NameProposal(
        prefLabel=one.labels[0],
        altLabel=one.labels[1],
        decision="proposed",
        score=one.score,
        reason=f"{one.reason}; the first in {one.counts[0]} documents, the second in {one.counts[1]}",
        would_change=one.counts[1],
        examples=tuple(
            NameExample(document=name, before=f"{left}{one.labels[1]}{right}", after=f"{left}{one.labels[0]}{right}")
            for name, left, right in one.examples
        ),
    )


def _similar(usages: Mapping[str, Usage]) -> Iterator[tuple[tuple[str, str], str]]:
    """The pairs of similar spellings, with the reason. Only spellings with the same first letters are compared."""
    by_key: dict[str, list[str]] = defaultdict(list)
    by_head: dict[tuple[str, int], list[str]] = defaultdict(list)
    for spelling in filter(_is_name, sorted(usages)):
        by_key[romanisation_key(spelling)].append(spelling)
        for length in (len(spelling), len(spelling) + 1):
            by_head[spelling[:2], length].append(spelling)
    same_key = {pair for group in by_key.values() for pair in combinations(group, 2) if not is_inflected(*pair)}
    one_edit = {
        pair
        for group in by_head.values()
        for pair in combinations(group, 2)
        if is_one_edit_apart(*pair) and not is_inflected(*pair)
    }
    yield from ((pair, _SAME_KEY_REASON) for pair in sorted(same_key))
    yield from ((pair, "one edit apart") for pair in sorted(one_edit - same_key))


def _is_name(spelling: str) -> bool:
    """Whether a spelling is long enough, is no abbreviation, and has a word that no lexicon has."""
    words = spelling.split()
    rare = any(word.lower() not in lexicon.english_words() for word in words)
    return len(spelling) >= _LEAST_LETTERS and rare and all(word[1:].islower() for word in _WORD.findall(spelling))


def _cluster(pair: tuple[str, str], reason: str, usages: Mapping[str, Usage], stop_words: set[str]) -> Cluster:
    labels = tuple(sorted(pair, key=lambda label: (-len(usages[label].docs), label)))
    often, rare = (usages[label] for label in labels)
    contexts = [usage.context.keys() - stop_words for usage in (often, rare)]
    shared = len(contexts[0] & contexts[1]) / max(1, min(map(len, contexts)))
    together = len(often.docs & rare.docs) / len(rare.docs)
    base = _SAME_KEY if reason == _SAME_KEY_REASON else _ONE_EDIT
    score = max(0.0, min(1.0, base + (1 - base) * min(1.0, 2 * shared)) - together / 2)
    return Cluster(labels, (len(often.docs), len(rare.docs)), round(score, 2), reason, tuple(rare.examples))
