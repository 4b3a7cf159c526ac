"""Start-up cost: the command ``copydesk run`` against a bare Prefect flow with one task, in the same environment.

Wall seconds of whole processes, alternating: the bare flow, five new documents, nothing to do. Each first round fills
caches and databases and is not counted.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 4
_DOCUMENTS = 5
_BARE_FLOW = """
from prefect import flow, task

@task
def work():
    return 1

@flow
def bare():
    return work()

bare()
"""


def measure_start(here: Path) -> dict[str, float]:
    """Seconds and ratios; ``here`` is an empty folder."""
    write_few(here / "raw")
    env = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    env |= {"HOME": str(here), "XDG_CACHE_HOME": str(here / "cache"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    env |= {"DO_NOT_TRACK": "1", "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120"}
    env |= {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    seconds = {"bare": 0.0, "five": 0.0, "idle": 0.0}
    for turn in range(ROUNDS):
        run = ["-m", "pipeline.cli", "run", str(here / "raw"), str(here / f"clean{turn}")]
        for name, command in (("bare", ["-c", _BARE_FLOW]), ("five", run), ("idle", run)):
            start = time.perf_counter()
            subprocess.run([sys.executable, *command], env=env, cwd=here, check=True, capture_output=True)
            seconds[name] += (time.perf_counter() - start) if turn else 0.0
    return {
        "runs.start.bare_flow.seconds": seconds["bare"] / (ROUNDS - 1),
        "runs.start.five_documents.seconds.cost": seconds["five"] / (ROUNDS - 1),
        "runs.start.five_documents.ratio": seconds["five"] / seconds["bare"],
        "runs.start.nothing_to_do.ratio": seconds["idle"] / seconds["bare"],
    }


def write_few(raw: Path) -> None:
    raw.mkdir()
    for number in range(_DOCUMENTS):
        page = raw / f"{number}.txt"
        page.write_text(
            f"Bridge {number} of Reni opens again\n\nThe bridge of Reni opened on Friday, its builder said."
            f"\n\nSome {number + 2} carts crossed it before noon, and the council of Izmail sent a band.\n"
        )
        os.utime(page, (time.time() - 1000,) * 2)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for row, value in measure_start(Path(folder)).items():
            print(f"{row:<48} {value:.4f}", flush=True)
