"""copydesk: from a folder of scraped news pages to clean documents, with every change on record."""

__version__ = "0.1.0"
