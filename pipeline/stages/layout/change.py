"""What a fix receives and returns: word lists of the document's language, and changes of the text."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

Change = tuple[int, int, str]
"""Start, end and replacement."""


class WordLists(NamedTuple):
    """Word lists of one language: ``entities`` maps HTML entity names to characters, the others are in lower case."""

    entities: Mapping[str, str] = {}
    sentence_starters: frozenset[str] = frozenset()
    non_final_words: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    language: str = ""


FindChanges = Callable[[str, WordLists], Iterator[Change]]
"""Finds the changes of one kind in a text, in order and without overlap."""
