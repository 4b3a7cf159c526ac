"""Rules: loading, validation, their own examples, and proposals learned from a corpus."""
