"""Input and output: readers of raw files, writers of clean documents, stores, the lock on an output folder."""
