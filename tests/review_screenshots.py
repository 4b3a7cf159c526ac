"""Write the screenshots of the README anew, from the samples: ``python -m tests.review_screenshots``."""

import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
from review_project import Project, served

ROOT = Path(__file__).parent.parent
SHOTS = {
    "review-edits": ("/edits?stage=typos", 700),
    "review-document": ("/document/valley-times/reservoir-talks.txt", 900),
}
"""Name of a file -> page and height in pixels."""


def main() -> None:
    """Write the files below ``docs``."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        patch.setenv("XDG_CACHE_HOME", f"{folder}/cache")
        for name in ("raw", "clean"):
            shutil.copytree(ROOT / name, Path(folder, name))
        project = Project(Path(folder))
        project.corpus.refresh()
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with served(project) as address:
            page = browser.new_page(viewport={"width": 1100, "height": 900}, base_url=address)
            page.goto("/?token=token")
            for name, (path, height) in SHOTS.items():
                page.set_viewport_size({"width": 1100, "height": height})
                page.goto(path)
                page.screenshot(path=ROOT / "docs" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
