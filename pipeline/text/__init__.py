"""Text helpers shared by stages: linear-time patterns, lines, word lists, headlines."""
