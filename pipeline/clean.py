"""Clean one document: every stage in order."""

from collections.abc import Mapping

from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.stage import Rules, stage_name
from pipeline.stages import STAGES


def clean(doc: Document, rules: Mapping[str, Rules]) -> Document:
    """Return the document after every stage, with every change recorded. ``rules`` maps stage names to their rules.

    A pure function of raw bytes, rules and version. Raises Unreadable if the document must be set aside.
    """
    for stage in STAGES:
        doc = doc.take(stage_name(stage), stage.find(doc, rules[stage_name(stage)]))
    if not doc.text and "title" not in doc.fields:
        raise Unreadable("clean/nothing-left", "no text is left of it", "Look at the raw file; scrape it again.")
    return doc
