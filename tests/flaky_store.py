"""A store that fails twice on some files, then works; runs the flow or a worker over it. Started by test_flow."""

import os
import sys
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from pipeline.execution import prefect_server, worker, worker_process


class FlakyFileSystem(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """The local disk under the protocol flaky://; counts the tries of each file in a file beside the folder."""

    protocol = "flaky"

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return os.path.normpath(path.removeprefix("flaky://"))

    def _open(self, path: str, *args: Any, **options: Any) -> Any:
        if Path(path).name.startswith("flaky-"):
            tries = Path(path).parent.parent / f"tries-{Path(path).name}"
            count = int(tries.read_text()) if tries.exists() else 0
            tries.write_text(str(count + 1))
            if count < 2:
                raise ConnectionResetError("connection lost")
        return super()._open(path, *args, **options)


if __name__ == "__main__":
    fsspec.register_implementation("flaky", FlakyFileSystem)
    if sys.argv[1] == "run":
        worker_process.command = [sys.executable, __file__]
        prefect_server.start_server()
        from pipeline import flow
        from pipeline.corpus.job import Job

        print(flow.run_once(Job(raw=sys.argv[2], clean=sys.argv[3]), lambda _: None))  # noqa: T201 - for the test
    else:
        worker.main()
