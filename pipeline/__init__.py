"""copydesk: from a folder of scraped news pages to clean documents, with every change on record."""

from importlib.metadata import version

__version__ = version("copydesk")
