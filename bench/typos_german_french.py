"""Typos in German and French: errors injected one at a time into news of our own, alarms in correct text and in WiLI.

``recall`` counts words of four letters or more in lower case, as the English figure does; ``long.recall`` those of
seven or more, the only ones judged by the lexicon. ``alarms`` is a number of changes; each was judged.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import MappingProxyType

from bench.error_injection import misspell
from bench.typos import rule_set
from pipeline.document import Document, Edit
from pipeline.rules import yaml_file
from pipeline.stages import typos

_TEXTS = Path(__file__).parent / "texts" / "typos-german-french.yaml"
_LOWER = "a-z\N{LATIN SMALL LETTER SHARP S}-\N{LATIN SMALL LETTER Y WITH DIAERESIS}"
_PLAIN = re.compile(rf"(?<![\w-])[{_LOWER}]{{4,}}(?![\w-])")
_LONG = 7
_ROUNDS = 40  # errors in each sentence, one at a time


def measure(data: Path) -> dict[str, float]:
    """Recall and precision 0..1, and the number of changes in correct text."""
    figures: dict[str, float] = {}
    for language, texts in yaml_file.read(_TEXTS).items():
        clean = [*texts["news"], *texts["traps"], "\n\n".join(texts["news"])]
        figures |= _injected(language, texts["news"])
        figures[f"typos.{language}.own.alarms"] = sum(len(_edits(text, language)) for text in clean)
    figures["typos.de.wili.alarms"] = sum(len(_edits(text, "de")) for text in _wili(data / "language" / "wili"))
    return figures


def _edits(text: str, language: str) -> list[Edit]:
    rules = rule_set().rules["typos"]
    assert isinstance(rules, typos.Rules)
    doc = Document("bench", b"", fields=MappingProxyType({"text": text, "language": language}))
    return [edit for edit in typos.find(doc, rules) if isinstance(edit, Edit)]


def _injected(language: str, sentences: list[str]) -> dict[str, float]:
    random = Random(language)  # noqa: S311 - the same errors every time
    words = long = right = changed = 0
    for sentence in sentences * _ROUNDS:
        match = random.choice([*_PLAIN.finditer(sentence)])
        wrong = misspell(match[0], random)
        changes = _edits(sentence[: match.start()] + wrong + sentence[match.end() :], language)
        words, long, changed = words + 1, long + (len(wrong) >= _LONG), changed + len(changes)
        right += [(edit.before, edit.after) for edit in changes] == [(wrong, match[0])]
    return {
        f"typos.{language}.injected.recall": right / words,
        f"typos.{language}.injected.long.recall": right / long,
        f"typos.{language}.injected.precision": right / changed,
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
