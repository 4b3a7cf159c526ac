"""Typos on labelled data: typos found in news, learners' sentences, errors injected into clean articles, false alarms.

An edit of a clean article is a false alarm until a person has judged it in ``judged_edits/typos-gold.tsv``. Learners'
sentences are used only here: their licence is for research.
"""

import argparse
import csv
import re
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

import ftfy

from bench.error_injection import misspell
from bench.labelled import articles, news
from pipeline.document import Document, Edit, edits
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import language, typos
from pipeline.text import lexicon

JUDGED_EDITS = Path(__file__).parent / "judged_edits" / "typos-gold.tsv"
_WORDS_PER_ERROR = 500
_WORD = re.compile(r"\w+")
_PLAIN = re.compile(r"(?<![\w'\N{RIGHT SINGLE QUOTATION MARK}-])[a-z]{4,}(?![\w'\N{RIGHT SINGLE QUOTATION MARK}-])")


def measure(data: Path) -> dict[str, float]:
    """Recall and precision 0..1, counts of harm, alarms per 100,000 words, CPU relative to ``ftfy.fix_text``."""
    gold = [page["body"] for page in news(data)]
    wcxb = [page["body"] for page in articles(data)]
    figures = _news(data) | _jfleg(data)
    figures["typos.gold.alarms"] = _alarms(gold)
    figures["typos.wcxb.alarms"] = _alarms(wcxb)
    return figures | _injected(gold) | {"typos.cost": _cost([body for body in gold if 4_000 < len(body) < 6_000])}


@cache
def rule_set() -> RuleSet:
    """The default rules."""
    return load_rules()


def edits_of(text: str, *, known_english: bool = False) -> list[Edit]:
    """The stage's edits of a text, whose language is detected first unless it is known."""
    doc = Document("bench", b"", fields=MappingProxyType({"text": text}))
    if known_english:
        doc = Document("bench", b"", fields=MappingProxyType({"text": text, "language": "en"}))
    else:
        doc = doc.take("language", language.find(doc, _rules("language")))
    return [edit for edit in typos.find(doc, _rules("typos")) if isinstance(edit, Edit)]


def _rules(stage: str) -> Any:
    return rule_set().rules[stage]


def corrected(text: str) -> str:
    """An English text with its typos corrected, word by word: doubled words are kept, as in the gold texts."""
    return edits.apply(text, [edit for edit in edits_of(text, known_english=True) if edit.after])


def _news(data: Path) -> dict[str, float]:
    with (data / "typos" / "news-typos.tsv").open(encoding="utf8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    right = wrong = 0
    for row in rows:
        context = " ".join(row["context"].split(" ")[1:-1])  # its first and last words are incomplete
        wanted = re.sub(rf"\b{row['typo']}\b", row["correction"], context)
        right += corrected(context) == wanted
        wrong += corrected(context) not in {wanted, context}
    return {"typos.news.right": right, "typos.news.harm": wrong}


def _jfleg(data: Path) -> dict[str, float]:
    pairs = [line.split("\t") for line in (data / "typos" / "jfleg.tsv").read_text("utf8").splitlines()]
    sought = right = changed = 0
    for wrong, gold in pairs:
        rows = zip(wrong.split(), gold.split(), corrected(wrong).split(), strict=True)
        for before, wanted, after in rows:
            sought += before != wanted
            changed += before != after
            right += before != after == wanted
    return {"typos.jfleg.recall": right / sought, "typos.jfleg.precision": right / changed}


def edits_in_context(texts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Every edit of clean texts: before, after, and some context."""
    for text in texts:
        for edit in edits_of(text):
            around = text[max(edit.span.start - 24, 0) : edit.span.end + 24]
            yield edit.before.strip(), edit.after.strip(), " ".join(around.split())


def _alarms(texts: list[str]) -> float:
    """False alarms per 100,000 words: edits that are not judged real typos."""
    with JUDGED_EDITS.open(encoding="utf8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        real = {(row["before"], row["after"], row["context"]) for row in rows if row["verdict"] == "typo"}
    words = sum(len(_WORD.findall(text)) for text in texts)
    return sum(edit not in real for edit in edits_in_context(texts)) / words * 100_000


def _injected(texts: list[str]) -> dict[str, float]:
    """Errors in one lower-case word of 500, of four letters or more; ``nonwords``: without errors that make words."""
    random = Random(5)  # noqa: S311 - the same errors every time
    changed = words = right = nonwords = 0
    for text in texts:
        already = {(edit.before, edit.after) for edit in edits_of(text, known_english=True)}
        wrong_text, errors = _inject(text, random)
        changes = [
            edit for edit in edits_of(wrong_text, known_english=True) if (edit.before, edit.after) not in already
        ]
        good = sum(errors.get(edit.span.start) == (edit.before, edit.after) for edit in changes)
        right, changed, words = right + good, changed + len(changes), words + len(errors)
        nonwords += sum(wrong not in lexicon.english_words() for wrong, _ in errors.values())
    return {
        "typos.injected.recall": right / words,
        "typos.injected.nonwords.recall": right / nonwords,
        "typos.injected.precision": right / changed,
    }


def _inject(text: str, random: Random) -> tuple[str, dict[int, tuple[str, str]]]:
    """The text with errors, and by position the wrong word and the right one."""
    plain = list(_PLAIN.finditer(text))
    many, rest = divmod(len(_WORD.findall(text)), _WORDS_PER_ERROR)
    many += random.random() < rest / _WORDS_PER_ERROR
    errors: dict[int, tuple[str, str]] = {}
    pieces, done, length = [], 0, 0
    for match in sorted(random.sample(plain, min(many, len(plain))), key=lambda match: match.start()):
        wrong = misspell(match[0], random)
        pieces += [text[done : match.start()], wrong]
        errors[length + match.start() - done] = (wrong, match[0])
        length += match.start() - done + len(wrong)
        done = match.end()
    return "".join([*pieces, text[done:]]), errors


def _cost(texts: list[str]) -> float:
    """CPU time of the stage on clean articles of some 5,000 characters, warm, relative to ``ftfy.fix_text``."""
    sums = [0.0, 0.0]
    for counted in (False, True, True):
        for text in texts:
            start = time.process_time()
            edits_of(text, known_english=True)
            middle = time.process_time()
            ftfy.fix_text(text)
            sums = [sums[0] + counted * (middle - start), sums[1] + counted * (time.process_time() - middle)]
    return sums[0] / sums[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<32} {value:.4f}")
