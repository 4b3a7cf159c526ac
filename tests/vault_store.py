"""A store that wants a user and password in its URL; the command or a worker over it. Started by test_one_off_run."""

import sys
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.execution import worker, worker_process


class VaultFileSystem(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """The local disk under the protocol vault://."""

    protocol = "vault"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return "/" + path.removeprefix("vault://").partition("/")[2] if "://" in path else path

    @staticmethod
    def _get_kwargs_from_urls(path: str) -> dict[str, Any]:
        return {"login": path.removeprefix("vault://").partition("@")[0]}

    def __init__(self, *, login: str, **options: Any) -> None:
        super().__init__(auto_mkdir=True, **options)
        if login != "ann:tall-lantern":
            raise ConnectionRefusedError(f"vault://{login}@host is not allowed")


if __name__ == "__main__":
    fsspec.register_implementation("vault", VaultFileSystem)
    if sys.argv[1] == "run":
        worker_process.command = [sys.executable, __file__]
        from pipeline.cli.__main__ import main

        main()
    else:
        worker.main()
