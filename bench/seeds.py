"""The user's first five documents: what must go, what must read otherwise, and all the rest kept to the letter."""

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
    """How many of the documents in ``seeds/`` beside ``data`` do not come out as expected, title and text."""
    return {"seeds.wrong.harm": float(sum(bool(_faults(path)) for path in _seeds(data)))}


def _seeds(data: Path) -> list[Path]:
    found = sorted((data.parent / "seeds").glob("*.txt"))
    if not found:
        raise FileNotFoundError(f"no seeds beside {data}: the user's documents are no part of the project")
    return found


def _faults(path: Path) -> list[str]:
    wanted: dict[str, Any] = yaml_file.read(EXPECTED)[path.name[:3]]
    doc = clean(Document(path.name, path.read_bytes()), load_rules().rules)
    body = zip_longest(expected(path.read_text("utf-8"), wanted).split(), doc.text.split())
    pairs = [(wanted["title"], doc.fields.get("title", "")), *body]
    return [f"{path.name}: wanted {want!r}, got {got!r}" for want, got in pairs if want != got]


def expected(text: str, wanted: dict[str, Any]) -> str:
    """The raw text with what must go gone, what must read otherwise reading so, and the headline out of the body."""
    for stretch in wanted["gone"]:
        assert stretch in text, stretch
        text = text.replace(stretch, "", 1)
    for before, after in wanted.get("reads", {}).items():
        text = text.replace(before, after)
    assert wanted["title"] in text, wanted["title"]
    return text.replace(wanted["title"], "", 1)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    for path in _seeds(data):
        print("\n".join(_faults(path)[:5]) or f"{path.name}: as expected")
