"""Stores: folders of files on this machine or behind a URL."""

from pipeline.io.stores.local import LocalStore
from pipeline.io.stores.protocol import Store


def open_store(url: str) -> Store:
    """The folder at a path or URL (``s3://``, ``gs://``, ``memory://``: any scheme of fsspec)."""
    if "://" in url:
        from pipeline.io.stores.remote import RemoteStore

        return RemoteStore(url)
    return LocalStore(url)
