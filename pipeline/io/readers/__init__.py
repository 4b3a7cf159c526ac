"""Readers: the documents in raw files."""
