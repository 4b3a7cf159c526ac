"""A folder of documents: what to read, what is up to date, and what a run reports."""
