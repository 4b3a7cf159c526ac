"""The main road on real pages: 300 HTML pages through ``copydesk run``, scored as they stand in ``clean/``."""

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from bench import measure as shingles
from bench.labelled import news

_PAGES = 300


def measure(data: Path) -> dict[str, float]:
    """F1, recall and exactness of the bodies, pages set aside counted as empty; the share set aside."""
    pages = list(islice(news(data), _PAGES))
    with tempfile.TemporaryDirectory() as folder:
        raw, clean = Path(folder, "raw"), Path(folder, "clean")
        raw.mkdir()
        for page in pages:
            (raw / f"{page['id']}.html").write_text(page["html"], "utf-8")
        command = [sys.executable, "-m", "pipeline.cli", "run", str(raw), str(clean), "--to", "jsonl", "--workers", "2"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shards = [path.read_text("utf-8") for path in sorted((clean / "documents").glob("*.jsonl"))]
    lines = "".join(shards).split("\n")
    texts = {doc["source"]: doc["text"] for doc in map(json.loads, filter(None, lines))}
    score = shingles.score((page["body"], texts.get(f"{page['id']}.html", "")) for page in pages)
    return {
        "road.html.f1": score.f1,
        "road.html.precision": score.precision,
        "road.html.recall": score.recall,
        "road.html.exact": score.exact,
        "road.html.aside.harm": 1 - len(texts) / len(pages),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<32} {value:.4f}")
