"""Seeds: the user's first five documents, compared with what must be removed, changed and kept."""

import argparse
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pipeline.clean import clean
from pipeline.document import Document
from pipeline.rules import yaml_file
from pipeline.rules.loading import load_rules

EXPECTED = Path(__file__).with_suffix(".yaml")


def measure(data: Path) -> dict[str, float]:
    """How many of the documents in ``seeds/`` beside ``data`` differ from the expected title and text."""
    return {"seeds.wrong.harm": float(sum(bool(_differences(path)) for path in _seeds(data)))}


def _seeds(data: Path) -> list[Path]:
    paths = sorted((data.parent / "seeds").glob("*.txt"))
    if not paths:
        raise FileNotFoundError(f"no seeds beside {data}: the user's documents are not part of the project")
    return paths


def _differences(path: Path) -> list[str]:
    rules: dict[str, Any] = yaml_file.read(EXPECTED)[path.name[:3]]
    doc = clean(Document(path.name, path.read_bytes()), load_rules().rules)
    body = zip_longest(expected_text(path.read_text("utf-8"), rules).split(), doc.text.split())
    pairs = [(rules["title"], doc.fields.get("title", "")), *body]
    return [f"{path.name}: expected {want!r}, got {got!r}" for want, got in pairs if want != got]


def expected_text(text: str, rules: dict[str, Any]) -> str:
    """The raw text without the passages to remove and without the headline, and with the replacements made."""
    for passage in rules["removed"]:
        assert passage in text, passage
        text = text.replace(passage, "", 1)
    for before, after in rules.get("replaced", {}).items():
        text = text.replace(before, after)
    assert rules["title"] in text, rules["title"]
    return text.replace(rules["title"], "", 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    for path in _seeds(data):
        print("\n".join(_differences(path)[:5]) or f"{path.name}: as expected")
