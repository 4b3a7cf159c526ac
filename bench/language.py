"""Accuracy and cost of the language stage, compared with langdetect, on short texts and on articles.

``*.wrong.harm`` is the share of texts with a wrong language; ``*.ms`` is in milliseconds per text.
"""

import argparse
import json
import lzma
import time
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pipeline.document import Document, Fact
from pipeline.rules.loading import load_rules
from pipeline.stages import language

_CODES = {"ara": "ar", "cym": "cy", "dan": "da", "deu": "de", "eng": "en", "nob": "no", "swe": "sv"}
"""Languages of the texts that langdetect knows; Old English, Faroese and Icelandic are not among them."""


def measure(data: Path) -> dict[str, float]:
    """Return the accuracy on WiLI's short texts and newspaper4k's bodies, of the stage and of langdetect."""
    texts = list(_wili(data / "language" / "wili"))
    bodies = [(body, _langdetect(body)) for body in _bodies(data / "html" / "newspaper4k.jsonl.xz")]
    figures = {
        "language.wili.right": _share(texts, _stage_language),
        "language.wili.langdetect": _share(texts, _langdetect),
        "language.wili.wrong.harm": sum(_stage_language(text) not in {"", code} for text, code in texts) / len(texts),
        "language.articles.as_langdetect": _share(bodies, _stage_language),
    }
    some = [body for body, _ in bodies if 4_500 < len(body) < 5_500]
    ours, plain = _milliseconds(some, _stage_language), _milliseconds(some, _langdetect)
    return figures | {"language.articles.ms": ours, "language.articles.cost": ours / plain}


def _stage_language(text: str) -> str:
    doc = Document("bench", b"", fields=MappingProxyType({"text": text}))
    facts = list(language.find(doc, _rules()))
    return facts[0].value if facts and isinstance(facts[0], Fact) else ""


@cache
def _rules() -> language.Rules:
    rules = load_rules().rules["language"]
    assert isinstance(rules, language.Rules)
    return rules


def _langdetect(text: str) -> str:
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    try:
        return str(detect(text)).partition("-")[0]
    except LangDetectException:
        return ""


def _wili(folder: Path) -> Iterable[tuple[str, str]]:
    texts = (folder / "x_test.txt").read_text(encoding="utf8").split("\n")
    codes = (folder / "y_test.txt").read_text(encoding="utf8").split()
    return [(text, _CODES[code]) for text, code in zip(texts, codes, strict=False) if code in _CODES]


def _bodies(path: Path) -> list[str]:
    with lzma.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line)["body"] for line in lines]


def _share(pairs: Iterable[tuple[str, str]], guess: Callable[[str], str]) -> float:
    rows = list(pairs)
    return sum(guess(text) == code for text, code in rows) / len(rows)


def _milliseconds(texts: list[str], guess: Callable[[str], str]) -> float:
    start = time.perf_counter()
    for text in texts:
        guess(text)
    return (time.perf_counter() - start) / len(texts) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    for name, figure in measure(parser.parse_args().data).items():
        print(f"{name:40} {figure:.4f}")
