"""What the README shows is what is there: pieces of files, and what commands print.

A block behind ``<!-- part of FILE -->`` stands in that file, one behind ``<!-- prints: COMMAND -->`` is what the
command prints, ``[...]`` for lines left out. ``python tests/test_readme.py`` writes the printed ones anew.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
_BLOCK = re.compile(r"<!-- (part of|prints:) (.+?) -->\n```\w*\n(.*?)```", re.DOTALL)
_CUT = "[...]\n"


def blocks() -> list[tuple[str, str, str]]:
    return _BLOCK.findall(README.read_text("utf-8"))


def printed(command: str) -> str:
    assert command.startswith("copydesk ")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    call = [sys.executable, "-m", "pipeline.cli", *command.split()[1:]]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


@pytest.mark.parametrize(("kind", "what", "block"), blocks(), ids=lambda value: value[:40].strip())
def test_shown_is_true(kind: str, what: str, block: str) -> None:
    whole = (ROOT / what).read_text("utf-8") if kind == "part of" else printed(what)
    at = 0
    for piece in block.split(_CUT):
        assert piece.rstrip("\n") in whole[at:], f"{what} has no longer: {piece}"
        at = whole.index(piece.rstrip("\n"), at)


def test_something_is_shown() -> None:
    kinds = [kind for kind, _, _ in blocks()]
    assert kinds.count("part of") >= 2
    assert kinds.count("prints:") >= 1


def test_the_commands_of_the_readme_exist() -> None:
    text = "".join(re.findall(r"```sh\n(.*?)```", README.read_text("utf-8"), re.DOTALL))
    for target in re.findall(r"^make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE), target
    known = printed("copydesk --help")
    for command in re.findall(r"^copydesk (\w+)", text, re.MULTILINE):
        assert re.search(rf"^\W*{command}\b", known, re.MULTILINE), command


def anew(found: re.Match[str]) -> str:
    kind, what, block = found.groups()
    if kind == "part of" or _CUT in block:
        return found[0]
    return f"<!-- {kind} {what} -->\n```text\n{printed(what)}```"


if __name__ == "__main__":
    README.write_text(_BLOCK.sub(anew, README.read_text("utf-8")), "utf-8")
