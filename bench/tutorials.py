"""Run the pages of ``docs/tutorials`` as a reader would: every command in order, in one shell, in an empty folder.

``python -m bench.tutorials [NAME ...]`` makes an empty environment, installs the wheel of this tree with all extras,
and runs the pages there, with the parts that start servers and clusters. A block of ``text`` under ``<!-- prints -->``
lists what must occur in the output of the block of ``sh`` before it. ``<!-- slow -->`` marks blocks that only this
command runs.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "tutorials"
_BLOCK = re.compile(
    r"(?P<slow><!-- slow -->\n)?```sh\n(?P<commands>.*?)```\n"
    r"(?:\n<!-- prints -->\n```text\n(?P<prints>.*?)```\n)?",
    re.DOTALL,
)
_SHELL = "/bin/bash"
_MARK = "@@ end of block"
_MAX_OUTPUT = 2000  # characters of the output of a block that failed
_SHELL_SECONDS = 900
_EXTRAS = "[dask,ray,s3,sql]"
_EXTRA_PACKAGES = ("moto[server]",)  # the object store of the data engineer's page


class Block(NamedTuple):
    """Commands of a page, and the lines that must occur in what they print."""

    commands: str
    prints: tuple[str, ...]
    slow: bool


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page in order."""
    for found in _BLOCK.finditer(page.read_text("utf-8")):
        yield Block(found["commands"], tuple((found["prints"] or "").splitlines()), bool(found["slow"]))


def run_page(page: Path, folder: Path, env: Mapping[str, str], *, slow: bool) -> list[str]:
    """Run the blocks of a page in one shell; what failed or was not printed, in sentences."""
    chosen = [block for block in blocks(page) if slow or not block.slow]
    code, output = _run("set -e\n" + "".join(f"{block.commands}\necho '{_MARK}'\n" for block in chosen), folder, env)
    parts = output.split(f"{_MARK}\n")
    problems = [f"exit code {code} in block {len(parts)}: {parts[-1][-_MAX_OUTPUT:]}"] if code else []
    for number, (block, printed) in enumerate(zip(chosen, parts, strict=False), 1):
        found = " ".join(printed.split())
        missing = [line for line in block.prints if " ".join(line.split()) not in found]
        problems += [f"block {number} did not print {line!r} but {printed[-_MAX_OUTPUT:]}" for line in missing]
    return problems


def _run(script: str, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and the output of a script. All that it started is ended."""
    shell = subprocess.Popen(
        [_SHELL, "-c", script],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = shell.communicate(timeout=_SHELL_SECONDS)
    finally:
        _end_session(shell.pid)
    return shell.returncode, output


def _end_session(leader: int) -> None:
    """End every process of the session of a shell that was started as its leader."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            session = int((process / "stat").read_text().rpartition(")")[2].split()[3])
            if session == leader:
                os.kill(int(process.name), signal.SIGTERM)
        except (OSError, ValueError):
            continue


def environment(home: Path, programs: Path) -> dict[str, str]:
    """The environment of a new user with these programs: an empty home, no settings of Prefect or Python."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "PYTHON", "AWS_"))}
    cache = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    return {**kept, **cache, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def install(here: Path) -> Path:
    """An empty environment with the wheel of this tree and all extras; returns the folder of its programs."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(here / "dist"), str(ROOT)]
    subprocess.run(pip, check=True)
    subprocess.run([sys.executable, "-m", "venv", str(here / "venv")], check=True)
    (wheel,) = (here / "dist").glob("*.whl")
    constraints = ["--constraint", str(ROOT / "constraints.txt")]
    programs = here / "venv" / "bin"
    packages = [f"{wheel}{_EXTRAS}", *_EXTRA_PACKAGES]
    subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", *constraints, *packages], check=True)
    return programs


def main() -> int:
    """Run the pages, and print how long each took."""
    names = sys.argv[1:] or [page.stem for page in sorted(PAGES.glob("*.md"))]
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary)
        programs = Path(os.environ.get("TUTORIALS_BIN") or install(here))
        for name in names:
            (here / name / "home").mkdir(parents=True)
            (here / name / "work").mkdir()
            start = time.monotonic()
            problems = run_page(
                PAGES / f"{name}.md", here / name / "work", environment(here / name / "home", programs), slow=True
            )
            print(f"{name:20} {time.monotonic() - start:6.1f} s  {'failed' if problems else 'as written'}")
            print(*problems, sep="\n", end="\n" if problems else "")
            failed += bool(problems)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
