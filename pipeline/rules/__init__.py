"""Rules: loading, validation, their examples, and learning of proposals."""
