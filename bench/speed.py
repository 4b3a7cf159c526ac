"""Cost of cleaning one document, as a ratio to what other tools take for their part of it, on unseen input.

Each input set is measured in a fresh process. After a few documents, which load what is loaded when first used, every
document is cleaned once: no cache is warm for it. Both sides take each document in turn; the figure is the ratio of the
sums of their CPU seconds.

- ``speed.text.*``: the whole pipeline against ``ftfy.fix_text`` plus ``langdetect.detect``.
- ``speed.html.*``: the whole pipeline against ``trafilatura.extract(include_comments=False)``.
- ``speed.start.*``: the command ``copydesk clean`` against the command ``trafilatura``, one file, CPU time.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from bench.labelled import extracted, news, publishers, scraped_bodies

_TEXT_SETS = ("clean_bodies", "scraped_bodies", "trafilatura_output", "whole_pages")
_HTML_SETS = ("newspaper4k", "publishers")
_TEXT_WARM_UP, _HTML_WARM_UP = 25, 5  # documents that are not counted
_MOST_TEXTS, _MOST_PAGES = 725, 125
_STARTS = 5  # runs of each command
_DERIVE = """
from pipeline.rules.loading import load_rules
from pipeline.stages.language.detector import probabilities
from pipeline.text import lexicon
load_rules().rules["boilerplate"].matcher
probabilities("Ein Satz.", trials=1)
lexicon.bigram_count("of", "the"), lexicon.is_census_name("Hansen"), lexicon.is_foreign_word("word")
[lexicon.is_word("word", language) for language in ("en", "de", "fr", "es", "it", "nl", "pt")]
"""

Tool = Callable[[str], object]


def measure(data: Path) -> dict[str, float]:
    """All ratios, copydesk's cost to the other tool's."""
    figures: dict[str, float] = {}
    for name in (*_TEXT_SETS, *_HTML_SETS):
        command = [sys.executable, "-m", "bench.speed", "--data", str(data), "--set", name]
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
        figures |= json.loads(printed)
    return figures | _start_ratios(data)


def measure_set(name: str, data: Path) -> dict[str, float]:
    """The ratio of one input set, in this process; what is derived once on a machine is there."""
    subprocess.run([sys.executable, "-c", _DERIVE], check=True)
    if name in _HTML_SETS:
        return {f"speed.html.{name}.ratio": _ratio(_pages(name, data), copydesk(), _trafilatura(), _HTML_WARM_UP)}
    return {f"speed.text.{name}.ratio": _ratio(_texts(name, data), copydesk(), _ftfy_langdetect(), _TEXT_WARM_UP)}


def copydesk() -> Tool:
    """The whole pipeline with the default rules."""
    from pipeline.clean import clean
    from pipeline.document import Document
    from pipeline.errors import Unreadable
    from pipeline.rules.loading import load_rules

    rules = load_rules().rules

    def clean_text(text: str) -> None:
        with suppress(Unreadable):
            clean(Document("document", text.encode("utf-8", "replace")), rules)

    return clean_text


def _ftfy_langdetect() -> Tool:
    import ftfy
    import langdetect

    def fix_and_detect(text: str) -> None:
        ftfy.fix_text(text)
        with suppress(langdetect.LangDetectException):
            langdetect.detect(text)

    return fix_and_detect


def _trafilatura() -> Tool:
    import trafilatura

    return lambda html: trafilatura.extract(html, include_comments=False)


def _texts(name: str, data: Path) -> list[str]:
    if name == "scraped_bodies":
        return [page["text"] for page in scraped_bodies(data)][:_MOST_TEXTS]
    key = {"trafilatura_output": "trafilatura", "whole_pages": "block_text"}.get(name)
    texts = [page["extracted"][key] if key else page["body"] for page in extracted(data)]
    return [text for text in texts if text][:_MOST_TEXTS]


def _pages(name: str, data: Path) -> list[str]:
    pages = news(data) if name == "newspaper4k" else publishers(data)
    return [page["html"] for page, _ in zip(pages, range(_MOST_PAGES), strict=False)]


def _ratio(texts: Sequence[str], ours: Tool, theirs: Tool, warm_up: int) -> float:
    sums = {ours: 0.0, theirs: 0.0}
    for number, text in enumerate(texts):
        for tool in sums:
            start = time.process_time()
            tool(text)
            sums[tool] += time.process_time() - start if number >= warm_up else 0.0
    return sums[ours] / sums[theirs]


def _start_ratios(data: Path) -> dict[str, float]:
    """CPU seconds of a command with one page and with one text, ours to trafilatura's with the page.

    The commands take turns. The first run of each is not counted: it compiles our modules, as installing them does.
    """
    page, text = next(iter(news(data)))["html"], next(iter(scraped_bodies(data)))["text"]
    bin_folder = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as folder:
        html, plain = Path(folder, "page.html"), Path(folder, "text.txt")
        html.write_text(page, "utf-8")
        plain.write_text(text, "utf-8")
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode"))}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        seconds: dict[str, list[float]] = {"html": [], "text": [], "trafilatura": []}
        for _ in range(_STARTS + 1):
            for kind, file in (("html", html), ("text", plain)):
                seconds[kind].append(_cpu([sys.executable, "-m", "pipeline.cli", "clean", str(file)], environment))
            seconds["trafilatura"].append(_cpu([str(bin_folder / "trafilatura")], environment, html))
    other = median(seconds["trafilatura"][1:])
    return {f"speed.start.{kind}.ratio": median(seconds[kind][1:]) / other for kind in ("html", "text")}


def _cpu(command: list[str], environment: dict[str, str], standard_input: Path | None = None) -> float:
    """CPU seconds of a command, its own and the system's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    content = standard_input.read_bytes() if standard_input else None
    subprocess.run(
        command, check=True, input=content, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", choices=(*_TEXT_SETS, *_HTML_SETS), help="measure this set alone and print JSON")
    options = parser.parse_args()
    if options.set:
        print(json.dumps(measure_set(options.set, options.data)))
    else:
        for figure, value in measure(options.data).items():
            print(f"{figure:<40} {value:.3f}")
