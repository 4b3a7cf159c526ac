"""300 HTML pages through ``copydesk run``, scored as written to ``clean/``.

The classifier was trained on these pages: the figures must not fall, and say nothing about other pages.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

from bench.labelled import news
from bench.measure import score

_PAGES = 300


def measure(data: Path) -> dict[str, float]:
    """F1, precision, recall and exactness of the bodies; a page set aside counts as empty. And the share set aside."""
    pages = list(islice(news(data), _PAGES))
    with tempfile.TemporaryDirectory() as folder:
        raw, clean = Path(folder, "raw"), Path(folder, "clean")
        raw.mkdir()
        for page in pages:
            (raw / f"{page['id']}.html").write_text(page["html"], "utf-8")
        command = [sys.executable, "-m", "pipeline.cli", "run", str(raw), str(clean), "--to", "jsonl", "--workers", "2"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        shards = [path.read_text("utf-8") for path in sorted((clean / "documents").glob("*.jsonl"))]
    rows = [json.loads(line) for line in "".join(shards).split("\n") if line]
    texts = {row["source"]: row["text"] for row in rows}
    scored = score((page["body"], texts.get(f"{page['id']}.html", "")) for page in pages)
    return {
        "end_to_end.html.f1": scored.f1,
        "end_to_end.html.precision": scored.precision,
        "end_to_end.html.recall": scored.recall,
        "end_to_end.html.exact": scored.exact,
        "end_to_end.html.aside.harm": 1 - len(texts) / len(pages),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<32} {value:.4f}")
