"""copydesk: cleans scraped news pages and records every change."""

__version__ = "0.1.0"
