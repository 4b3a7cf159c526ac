"""The Python API: clean pages, look at every change, undo changes."""

from pipeline.cleaner.cleaned_document import AppliedEdit, CleanedDocument, Result
from pipeline.cleaner.cleaner import Cleaner

__all__ = ["AppliedEdit", "CleanedDocument", "Cleaner", "Result"]
