"""Folders and files, here or behind a URL, and how documents and records lie in them."""
