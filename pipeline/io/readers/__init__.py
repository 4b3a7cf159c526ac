"""Readers: one raw file becomes its documents."""
