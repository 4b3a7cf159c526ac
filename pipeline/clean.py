"""The whole way of one document."""

from collections.abc import Mapping

from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.stage import Rules, stage_name
from pipeline.stages import STAGES


def clean(doc: Document, rules: Mapping[str, Rules]) -> Document:
    """The document after every stage, with every change on record. ``rules`` maps a stage's name to its rules.

    A function of (raw bytes, rules, version) and of nothing else. Raises Unreadable to set the document aside.
    """
    for stage in STAGES:
        doc = doc.take(stage_name(stage), stage.find(doc, rules[stage_name(stage)]))
    if not doc.text and "title" not in doc.fields:
        raise Unreadable("clean/nothing-left", "no text is left of it", "Look at the raw file; scrape it again.")
    return doc
