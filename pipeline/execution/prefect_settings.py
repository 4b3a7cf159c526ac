"""Prefect settings of a run: the server that the user configured, quiet defaults, and the folder of an own server.

It imports no Prefect, so that a server can be started before Prefect is imported.
"""

import atexit
import hashlib
import os
import re
import shutil
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from platformdirs import user_cache_path

QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}
"""Set unless the user set them."""
TEMPLATE = "template.db"
"""An empty, migrated database beside the folders of all projects: a copy of it saves the migrations."""

_URL = "PREFECT_API_URL"
_UNUSED_DAYS = 90  # after which the folder of a project is removed
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def configured_api_url() -> str:
    """The API URL that Prefect itself would use here; empty where none is configured.

    In Prefect's order: environment, ``.env``, ``prefect.toml``, ``pyproject.toml``, the active profile.
    """
    return next((str(url) for url in _configured_urls() if url), "")


def _configured_urls() -> Iterator[object]:
    yield os.environ.get(_URL)
    yield dotenv_values(".env").get(_URL)
    yield _value(_toml(Path("prefect.toml")), "api", "url")
    yield _value(_toml(Path("pyproject.toml")), "tool", "prefect", "api", "url")
    profiles = _toml(_profiles_path())
    name = os.environ.get("PREFECT_PROFILE") or profiles.get("active")
    yield _value(profiles, "profiles", str(name), _URL)


def _profiles_path() -> Path:
    home = os.environ.get("PREFECT_HOME") or "~/.prefect"
    return Path(os.environ.get("PREFECT_PROFILES_PATH") or f"{home}/profiles.toml").expanduser()


def _toml(path: Path) -> dict[str, Any]:
    """A TOML file; empty where it cannot be read: Prefect itself reports what is wrong with it."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _value(data: object, *keys: str) -> object:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def project_name(clean: str) -> str:
    """A name for the project that writes to CLEAN: no two folders or URLs have the same one.

    >>> project_name("/news/clean")
    'news-clean-a1d05a'
    """
    readable = _NOT_IN_NAMES.sub("-", "-".join(clean.rstrip("/").rsplit("/", 2)[-2:])).strip("-.")
    return f"{readable[-40:]}-{hashlib.sha256(clean.encode()).hexdigest()[:6]}"


def artifact_key(clean: str) -> str:
    """The end of the keys of a project's artifacts: lower-case letters, digits and dashes, as Prefect wants.

    >>> artifact_key("/news/Clean_2")
    'news-clean-2-048eb8'
    """
    return re.sub(r"[^a-z0-9]+", "-", project_name(clean).lower()).strip("-")


def project_folder(clean: str) -> Path:
    """The folder of a project's own Prefect server, readable by this user only; a temporary one if need be."""
    root = user_cache_path("copydesk") / f"prefect-{version('prefect')}"
    try:
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o700)
        folder = root / project_name(clean)
        folder.mkdir(mode=0o700, exist_ok=True)
        os.utime(folder)
    except OSError:
        temporary = tempfile.mkdtemp(prefix="copydesk-")
        atexit.register(shutil.rmtree, temporary, ignore_errors=True)
        folder = Path(temporary) / project_name(clean)  # the template, beside it, is private too
        folder.mkdir()
        return folder
    _remove_unused(root)
    return folder


def _remove_unused(root: Path) -> None:
    with suppress(OSError):
        for folder in root.iterdir():
            if folder.is_dir() and time.time() - _last_change(folder) > _UNUSED_DAYS * 86400:
                shutil.rmtree(folder, ignore_errors=True)


def _last_change(folder: Path) -> float:
    """When the folder or a file in it last changed: a server that runs writes to its database all the time."""
    return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
