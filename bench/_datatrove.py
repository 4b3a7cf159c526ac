"""The job of ``bench.peers`` in datatrove: ``python _datatrove.py text|html INPUT_FOLDER OUTPUT_FOLDER``.

JSON lines to JSON lines: the article of each page where it is HTML (trafilatura), encoding (ftfy), language
(langdetect), C4's line filters. It runs in an environment of its own, which has datatrove and not copydesk.
"""

import sys

import langdetect
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.filters import C4QualityFilter
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


class Language(BaseFilter):  # type: ignore[misc]  # datatrove is in another environment
    """Notes the language of each document and drops none, as copydesk does."""

    name = "langdetect"

    def filter(self, doc: Document) -> bool:
        try:
            doc.metadata["language"] = langdetect.detect(doc.text)
        except langdetect.LangDetectException:
            doc.metadata["language"] = ""
        return True


def main(kind: str, raw: str, clean: str) -> None:
    langdetect.DetectorFactory.seed = 0
    extractor = [Trafilatura(favour_precision=False)] if kind == "html" else []
    line_filters = C4QualityFilter(filter_lorem_ipsum=False, filter_curly_bracket=False, min_num_sentences=0)
    steps = [JsonlReader(raw, text_key=kind), *extractor, FTFYFormatter(), Language(), line_filters]
    writer = JsonlWriter(clean, compression=None)
    LocalPipelineExecutor([*steps, writer], tasks=1, workers=1, logging_dir=f"{clean}-logs").run()


if __name__ == "__main__":
    main(*sys.argv[1:])
