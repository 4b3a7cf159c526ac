"""copydesk: cleans scraped news pages and records every change.

>>> from pipeline import Cleaner
>>> cleaner = Cleaner()
>>> doc = cleaner.clean("The council met in Kiev on Monday. It will recieve a report in June.")
>>> print(doc.text)
The council met in Kyiv on Monday. It will receive a report in June.
>>> [(edit.rule, edit.before, edit.after) for edit in doc.edits]
[('typos/recieve', 'recieve', 'receive'), ('spellings/Kyiv', 'Kiev', 'Kyiv')]
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pipeline.cleaner import CleanedDocument, Cleaner, Result
    from pipeline.document import Document, Edit, Fact, Span
    from pipeline.errors import BadRules, Unreadable

__all__ = [
    "BadRules",
    "CleanedDocument",
    "Cleaner",
    "Document",
    "Edit",
    "Fact",
    "Result",
    "Span",
    "Unreadable",
    "__version__",
]

_MODULES = {
    **dict.fromkeys(["CleanedDocument", "Cleaner", "Result"], "pipeline.cleaner"),
    **dict.fromkeys(["Document", "Edit", "Fact", "Span"], "pipeline.document"),
    **dict.fromkeys(["BadRules", "Unreadable"], "pipeline.errors"),
}


def __getattr__(name: str) -> object:
    """Import a name of the API when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
