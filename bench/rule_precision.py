"""Precision of each boilerplate rule, without templates and classifier.

1. Pages with labels: the visible text and six extractors' outputs of the newspaper4k pages, the visible text of the
   publishers' pages. Precision is the share of the removed words that are not in the labelled article. A removed line
   is in the article if it is one of its lines, or if its words occur there in 4-word shingles.
2. Article texts: the labelled bodies of newspaper4k, publishers and wcxb. Nothing in them should be removed, except
   boilerplate that the labels contain.
3. Scraped bodies without labels: counts only; read them with ``--show``.

The rules are printed by the number of words that they remove from articles, largest first.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench import labelled
from bench.measure import shingles, words
from bench.text_gold import removals
from pipeline.document import Edit
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import boilerplate

_MAX_BEFORE = 160  # characters of an edit that are printed


class Sample(NamedTuple):
    """A text with the labelled article in it; None where there is no label."""

    data_set: str
    id: str
    text: str
    article: str | None


@dataclass
class RuleCounts:
    """What one rule removed: edits by data set, words from labelled pages, and how many of them are in the article."""

    edits: Counter[str] = field(default_factory=Counter)
    words: int = 0
    article_words: int = 0
    body_words: int = 0

    @property
    def precision(self) -> float:
        """Share of the words removed from labelled pages that are not in the article."""
        return 1 - self.article_words / self.words if self.words else 1.0


def samples(data: Path) -> Iterator[Sample]:
    """All texts, without pages whose label is cut short."""
    for number, page in enumerate(labelled.extracted(data)):
        if not page["gold_suspect"]:
            name = f"newspaper4k:{number}"
            yield Sample("bodies", name, page["body"], "")
            for tool, text in page["extracted"].items():
                yield Sample("block_text" if tool == "block_text" else "extracted", name, text or "", page["body"])
    for number, page in enumerate(labelled.publishers(data)):
        article = "\n".join([*(page["summary"] or ()), page["body"]])
        yield Sample("bodies", f"publishers:{number}", page["body"], "")
        yield Sample("block_text", f"publishers:{number}", page["block_text"] or "", article)
    for number, page in enumerate(labelled.articles(data)):
        yield Sample("bodies", f"wcxb:{number}", page["body"] or "", "")
    for page in labelled.scraped_bodies(data):
        yield Sample("scraped", str(page["id"]), page["text"], None)


def article_words(edit: Edit, article_lines: set[str], article_shingles: Counter[tuple[str, ...]]) -> int:
    """How many words of a removed text are in the article."""
    count = len(words(edit.before))
    if edit.before.strip() in article_lines:
        return count
    found = shingles(edit.before)
    shared = sum(number for shingle, number in found.items() if len(shingle) > 3 and shingle in article_shingles)
    return round(count * shared / found.total()) if found else 0


def measure(data: Path, rule_set: RuleSet, show: str | None = None) -> dict[str, RuleCounts]:
    """The counts of each rule; with ``show``, prints every edit of the rules whose id contains it."""
    counts: dict[str, RuleCounts] = defaultdict(RuleCounts)
    for sample in samples(data):
        edits = removals(sample.text, rule_set)
        lines = {line.strip() for line in (sample.article or "").split("\n")}
        known = shingles(sample.article) if sample.article and edits else Counter[tuple[str, ...]]()
        for edit in edits:
            rule = counts[edit.rule]
            rule.edits[sample.data_set] += 1
            in_article = 0
            if sample.data_set == "bodies":
                rule.body_words += len(words(edit.before))
            elif sample.article is not None:
                in_article = article_words(edit, lines, known)
                rule.words += len(words(edit.before))
                rule.article_words += in_article
            if show is not None and show in edit.rule:
                print(sample.data_set, sample.id, edit.rule, in_article, repr(edit.before[:_MAX_BEFORE]), sep="\t")
    return counts


def without_classifier(rule_set: RuleSet) -> RuleSet:
    """The rules with the boilerplate stage's templates and classifier turned off."""
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    return RuleSet({**rule_set.rules, "boilerplate": boilerplate.without_learned(rules)}, rule_set.digest)


def _table(counts: dict[str, RuleCounts]) -> Iterator[str]:
    yield f"{'rule':44} pages extracted bodies scraped  words in article precision body words"
    for rule, count in sorted(counts.items(), key=lambda item: (-item[1].article_words - item[1].body_words, item[0])):
        edits = count.edits
        yield (
            f"{rule:44} {edits['block_text']:5} {edits['extracted']:9} {edits['bodies']:6} {edits['scraped']:7}"
            f" {count.words:6} {count.article_words:10} {count.precision:9.3f} {count.body_words:10}"
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--show", metavar="ID", help="print every edit of the rules whose id contains this")
    options = parser.parse_args()
    for row in _table(measure(options.data, without_classifier(load_rules()), options.show)):
        print(row)
