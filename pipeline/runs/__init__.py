"""How a corpus is run: batches and workers, what is up to date, who holds the folder, what is said at the end."""
