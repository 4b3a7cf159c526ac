"""Layout: whitespace, invisible characters, line ends and broken punctuation take the canonical form.

1. One search of the text tells which kinds of fixes can apply; for most texts none.
2. Those are made one after another, again and again, until none finds anything.
3. All of them together are reported as edits of the text as it was received, so a second pass finds nothing.

The kinds are listed in ``fixes``; ``configs/layout.yaml`` switches them on and off and has their examples.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.document import Document, Edit, Fact, Span
from pipeline.document.edits import apply
from pipeline.stages.layout.change import WordLists
from pipeline.stages.layout.edit_composition import compose
from pipeline.stages.layout.fixes import FIXES, FIXES_OF_FIELD, likely_fixes
from pipeline.stages.layout.schema import Kind, Rules

__all__ = ["Kind", "Rules", "find"]

_MAX_ROUNDS = 20  # few texts need more than three


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The edits that bring text and title into the canonical form."""
    language = doc.fields.get("language", "")
    enabled = {name for name, kind in rules.enabled.items() if kind.applies_to(language)}
    words = rules.word_lists(language)
    edits: list[Edit | Fact] = []
    for field, names in FIXES_OF_FIELD.items():
        if field in doc.fields:
            edits += _all_fixes(doc.fields[field], field, [name for name in names if name in enabled], words)
    return edits


def _all_fixes(text: str, field: str, names: Sequence[str], words: WordLists) -> list[Edit]:
    """The edits that do what the fixes do one after another, until none finds anything."""
    total: list[Edit] = []
    done: dict[str, str] = {}  # the text in which a fix found nothing
    for _ in range(_MAX_ROUNDS):
        before, likely = text, likely_fixes(text)
        for name in names:
            if name not in likely or done.get(name) is text:
                continue
            edits = list(_edits(text, field, name, words))
            if edits:
                total, text = compose(text, total, edits), apply(text, edits)
            else:
                done[name] = text
        if text == before:
            break
    return total


def _edits(text: str, field: str, name: str, words: WordLists) -> Iterator[Edit]:
    for start, end, replacement in FIXES[name].find(text, words):
        if text[start:end] != replacement:
            yield Edit(Span(start, end, field), text[start:end], replacement, f"layout/{name}")
