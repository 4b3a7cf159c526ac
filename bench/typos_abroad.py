"""Typos in German and French: one slip at a time in news of our own, alarms in what is right, alarms in WiLI's German.

``recall`` counts words of four letters or more in lower case, as the English figure does; ``long.recall`` those of
seven or more, of which alone the lexicon is asked. ``alarms`` is a number of changes, not a rate: each was looked at.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import MappingProxyType

from bench.slips import slip
from bench.typos import rule_set
from pipeline.document import Document, Edit
from pipeline.rules import yaml_file
from pipeline.stages import typos

_TEXTS = Path(__file__).parent / "texts" / "typos-abroad.yaml"
_LOWER = "a-z\N{LATIN SMALL LETTER SHARP S}-\N{LATIN SMALL LETTER Y WITH DIAERESIS}"
_PLAIN = re.compile(rf"(?<![\w-])[{_LOWER}]{{4,}}(?![\w-])")
_LONG = 7
_ROUNDS = 40  # slips in each sentence, one at a time


def measure(data: Path) -> dict[str, float]:
    """Recall and precision 0..1, and how many changes are made where nothing is wrong."""
    figures: dict[str, float] = {}
    for language, texts in yaml_file.read(_TEXTS).items():
        clean = [*texts["news"], *texts["traps"], "\n\n".join(texts["news"])]
        figures |= _injected(language, texts["news"])
        figures[f"typos.{language}.own.alarms"] = sum(len(_found(text, language)) for text in clean)
    figures["typos.de.wili.alarms"] = sum(len(_found(text, "de")) for text in _wili(data / "language" / "wili"))
    return figures


def _found(text: str, language: str) -> list[Edit]:
    rules = rule_set().rules["typos"]
    assert isinstance(rules, typos.Rules)
    doc = Document("bench", b"", fields=MappingProxyType({"text": text, "language": language}))
    return [edit for edit in typos.find(doc, rules) if isinstance(edit, Edit)]


def _injected(language: str, sentences: list[str]) -> dict[str, float]:
    chance = Random(language)  # noqa: S311 - the same slips every time
    words = long = right = made = 0
    for sentence in sentences * _ROUNDS:
        match = chance.choice([*_PLAIN.finditer(sentence)])
        wrong = slip(match[0], chance)
        changes = _found(sentence[: match.start()] + wrong + sentence[match.end() :], language)
        words, long, made = words + 1, long + (len(wrong) >= _LONG), made + len(changes)
        right += [(edit.before, edit.after) for edit in changes] == [(wrong, match[0])]
    return {
        f"typos.{language}.injected.recall": right / words,
        f"typos.{language}.injected.long.recall": right / long,
        f"typos.{language}.injected.precision": right / made,
    }


def _wili(folder: Path) -> Iterator[str]:
    texts = (folder / "x_test.txt").read_text(encoding="utf8").split("\n")
    codes = (folder / "y_test.txt").read_text(encoding="utf8").split()
    return (text for text, code in zip(texts, codes, strict=False) if code == "deu")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<40} {value:.4f}")
