"""Layout: faults put into clean news and fixed again, changes to clean news, and the cost of the character stages.

One fault of a kind is put into each clean body, at a random place where that kind can occur.
``layout.<kind>.restored`` is the share of bodies that layout restores exactly, ``layout.<kind>.harm`` the share whose
words are then neither the original nor those with the fault. ``layout.words.harm`` counts words that layout changes in
unmodified bodies, per 100,000. ``characters.<stage>.cost`` is the time of a stage on clean bodies divided by that of
``ftfy.fix_text``, ``characters.cost`` that of mojibake, typos and layout together.
"""

import argparse
import json
import lzma
import random
import re
import textwrap
import time
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from types import MappingProxyType

import ftfy

from pipeline.document import Document
from pipeline.rules.loading import load_rules
from pipeline.stage import Stage, stage_name
from pipeline.stages import STAGES, layout

_RULE_SET = load_rules(None)
_WORD = re.compile(r"\w+")
_MIN_LENGTH, _MAX_LENGTH = 2_500, 10_000  # characters of the bodies used
_STAGES = ("mojibake", "typos", "layout")
_WIDTH = 72
_FAULTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "doubled-stop": (r"(?<=[a-z])\.(?=\s|$)", (". .",)),
    "before-stop": (r"(?<=[a-z]),(?= )|(?<=[a-z])\.(?= |\n)", (" \\g<0>",)),
    "before-closing": (r"(?<=[a-z])\)", (" )",)),
    "after-opening": (r"(?<= )\((?=\w)", ("( ",)),
    "after-stop": (r"(?<=[a-z]{3}\.) (?=[A-Z][a-z]+ )", ("",)),
    "after-quote": ("(?<=[a-z][.,]\N{RIGHT DOUBLE QUOTATION MARK}) (?=[A-Za-z])", ("",)),
    "before-s": ("(?<=[a-z])(?=['\N{RIGHT SINGLE QUOTATION MARK}]s )", (" ",)),
    "doubled-quotes": (
        "\N{LEFT DOUBLE QUOTATION MARK}(?=\\w)|(?<=[.,])\N{RIGHT DOUBLE QUOTATION MARK}", ("\\g<0>\\g<0>",)
    ),
    "torn-entity": (" & ", (" &; ", " &amp ")),
    "invisible": (r"(?<=[a-z])(?=[a-z])", ("\N{SOFT HYPHEN}", "\N{ZERO WIDTH SPACE}", "\N{ZERO WIDTH NO-BREAK SPACE}")),
    "spaces": (r"(?<=[a-z,]) (?=[a-z])", ("  ", "\t", "\N{NO-BREAK SPACE}", " \N{NO-BREAK SPACE}")),
    "hyphenated": (r"(?<=\b[a-z]{3})(?=[a-z]{4})", ("-\n", "\N{SOFT HYPHEN}\n")),
    "cut-paragraph": (r"(,|\bof|\bthe|\band) (?=[a-z])", ("\\g<1>\n", "\\g<1>\n\n")),
}  # fmt: skip


def measure(data: Path) -> dict[str, float]:
    """All figures; shares are 0 to 1."""
    with lzma.open(data / "html" / "newspaper4k.jsonl.xz", "rt", encoding="utf8") as lines:
        bodies = [row["body"] for row in map(json.loads, lines)]
    some = [_fixed(body) for body in bodies if _MIN_LENGTH < len(body) < _MAX_LENGTH]
    figures: dict[str, float] = {}
    for kind, (where, faults) in _FAULTS.items():
        figures |= _restored(kind, some, partial(_with_fault, where=where, faults=faults))
    figures |= _restored("paragraph", some, lambda body, _: body.replace("\n\n", "\n"))
    figures |= _restored("wrapped", some, _wrapped)
    return {**figures, "layout.words.harm": _changed_words(bodies), **_costs(some)}


def _document(text: str) -> Document:
    return Document("bench", b"", fields=MappingProxyType({"text": text, "language": "en"}))


def _fixed(text: str) -> str:
    rules = _RULE_SET.rules["layout"]
    assert isinstance(rules, layout.Rules)
    document = _document(text)
    return document.take("layout", layout.find(document, rules)).text


def _with_fault(body: str, random_source: random.Random, *, where: str, faults: tuple[str, ...]) -> str:
    places = list(re.finditer(where, body))
    if not places:
        return body
    place = random_source.choice(places)
    return body[: place.start()] + place.expand(random_source.choice(faults)) + body[place.end() :]


def _wrapped(body: str, _: random.Random) -> str:
    """The body wrapped at a fixed width, if no paragraph has line ends of its own."""
    if re.search(r"[^\n]\n[^\n]", body):
        return body
    return "\n\n".join(
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in body.split("\n\n")
    )


def _restored(kind: str, bodies: Iterable[str], make: Callable[[str, random.Random], str]) -> dict[str, float]:
    random_source = random.Random(kind)  # noqa: S311 - the same faults in every run
    pairs = [(body, faulty) for body in bodies if (faulty := make(body, random_source)) != body]
    results = [_fixed(faulty) for _, faulty in pairs]
    harmed = sum(
        _words(after) not in (_words(body), _words(faulty))
        for after, (body, faulty) in zip(results, pairs, strict=True)
    )
    right = sum(after == body for after, (body, _) in zip(results, pairs, strict=True))
    return {f"layout.{kind}.restored": right / len(pairs), f"layout.{kind}.harm": harmed / len(pairs)}


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _changed_words(bodies: list[str]) -> float:
    """Words that layout changes in unmodified bodies, per 100,000."""
    total = changed = 0
    for body in bodies:
        before, after = _words(body), _words(_fixed(body))
        total += len(before)
        if before != after:
            changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
            changed += sum(max(b - a, d - c) for tag, a, b, c, d in changes if tag != "equal")
    return changed / total * 100_000


def _costs(bodies: list[str]) -> dict[str, float]:
    """Time of stages on clean bodies divided by that of ftfy; the shortest of three runs each."""
    docs = [_document(body) for body in bodies]
    stages = {stage_name(stage): stage for stage in STAGES if stage_name(stage) in _STAGES}
    plain = _min_time(lambda: [ftfy.fix_text(body) for body in bodies])
    times = {which: _min_time(partial(_findings, stages[which], which, docs)) for which in _STAGES}
    shares = {f"characters.{which}.cost": spent / plain for which, spent in times.items()}
    return {**shares, "characters.cost": sum(shares.values())}


def _findings(stage: Stage, which: str, docs: list[Document]) -> list[list[object]]:
    return [list(stage.find(doc, _RULE_SET.rules[which])) for doc in docs]


def _min_time(work: Callable[[], object]) -> float:
    found = []
    for _ in range(3):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<48} {value:>12.4f}")
