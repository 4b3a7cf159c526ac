"""Corpus: a run over a folder, from the plan of its batches to the catalogue and the summary."""
