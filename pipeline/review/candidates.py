"""Documents that a proposed rule may touch: those with all its words, or all pages of the site."""

import re
import sqlite3
from collections.abc import Iterator

from pipeline.document import Fact
from pipeline.review.corpus import Corpus
from pipeline.review.taught_rules import Proposal, host_of

_WORD = re.compile(r"[^\W_]+")


def sources_with(corpus: Corpus, wanted: Proposal) -> Iterator[str]:
    """The sources of the documents that a rule may touch, in order."""
    if wanted.kind in ("title", "author"):
        yield from _sources(corpus, "SELECT source FROM documents WHERE site = ? ORDER BY id", host_of(corpus, wanted))
        return
    text = wanted.text.casefold()
    for source in _with_words(corpus, wanted.text):
        document = corpus.document(source)
        steps = document.steps if document else None
        values = (found.value for step in steps or () for found in step.findings if isinstance(found, Fact))
        if any(text in value.casefold() for value in values):
            yield source


def _with_words(corpus: Corpus, text: str) -> list[str]:
    words = " ".join(f'"{word}"' for word in _WORD.findall(text))
    if words:
        query = (
            "SELECT source FROM documents WHERE id IN (SELECT rowid FROM documents_text WHERE documents_text MATCH ?) "
            "ORDER BY id"
        )
        try:
            return _sources(corpus, query, words)
        except sqlite3.OperationalError:  # a word that the index splits otherwise
            pass
    return _sources(corpus, "SELECT source FROM documents WHERE ? != '' ORDER BY id", text)


def _sources(corpus: Corpus, query: str, value: str) -> list[str]:
    with corpus.index() as index:
        return [row[0] for row in index.execute(query, (value,))]
