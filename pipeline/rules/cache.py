"""Cache of validated rules in the user's cache folder, so that most commands need neither YAML nor validation.

1. The name of an entry is a digest of the rule files (path, size, times), the code, the versions and the options.
2. Rules whose files changed in the last two seconds are not cached: a second change could have the same times.
3. An entry is a pickle. It is read only if this user owns it and nobody else may write it.
4. A cache that cannot be read or written is no error.
"""

import copyreg
import hashlib
import io
import os
import pickle
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import platformdirs
import pydantic

from pipeline.rules.defaults import DEFAULTS
from pipeline.rules.rule_set import RuleSet

_SETTLED_SECONDS = 2.0
_KEPT_ENTRIES = 20
_PACKAGE = Path(__file__).parent.parent
_SUFFIX = ".rules"


class Entry(NamedTuple):
    """The file of one cached RuleSet."""

    path: Path

    def read(self) -> RuleSet | None:
        """The cached rules; None if there are none that can be used."""
        with suppress(Exception):  # whatever is wrong with a cached file, the rules are built again
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_uid != os.getuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
                    return None
                rules = pickle.load(file)  # noqa: S301 - written by this user
            if isinstance(rules, RuleSet):
                return rules
        return None

    def write(self, rules: RuleSet) -> None:
        """Store the rules, and remove the oldest entries. Rules with files elsewhere (site_config) are not stored."""
        if getattr(rules.rules["extract"], "site_config", None):
            return
        with suppress(OSError, pickle.PicklingError, TypeError, AttributeError):
            content = pickled(rules)
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            temporary.replace(self.path)
            _remove_oldest(self.path.parent)


def entry_for(folder: str | None, style: str | None) -> Entry | None:
    """The cache entry for rules as they are now; None if they cannot be cached."""
    try:
        states = [f"{path}\0{mtime}\0{ctime}\0{size}" for path, mtime, ctime, size in _states(folder)]
    except (OSError, _ChangedLately):
        return None
    from pipeline import __version__

    parts = [__version__, sys.version, str(style), str(folder), *_library_states(), *states]
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return Entry(platformdirs.user_cache_path("copydesk") / "rules" / f"{digest}{_SUFFIX}")


def _library_states() -> Iterator[str]:
    """Time of change of each folder of libraries: installing or upgrading one changes it."""
    for path in sys.path:
        if path.endswith(("site-packages", "dist-packages")):
            with suppress(OSError):
                yield f"{path} {Path(path).stat().st_mtime_ns}"


class _ChangedLately(Exception):
    """A rule file changed a moment ago."""


def _states(folder: str | None) -> Iterator[tuple[str, int, int, int]]:
    """Path, times and size of every file that the rules depend on: configs, and the code that reads them."""
    now = time.time()
    for root, suffixes in ((DEFAULTS, None), (folder, None), (_PACKAGE, (".py",))):
        for path in sorted(_files(root)) if root else ():
            if suffixes is None or path.endswith(suffixes):
                status = os.stat(path)  # noqa: PTH116 - Path objects would take longer than the call
                if suffixes is None and now - status.st_ctime < _SETTLED_SECONDS:
                    raise _ChangedLately
                yield path, status.st_mtime_ns, status.st_ctime_ns, status.st_size


def _files(root: Path | str) -> Iterator[str]:
    for folder, _, names in os.walk(root, onerror=_raise, followlinks=False):
        yield from (f"{folder}/{name}" for name in names)


def _raise(error: OSError) -> None:
    raise error


def pickled(rules: RuleSet) -> bytes:
    """The rules for another process: without cached properties, such as compiled patterns, which are prepared again."""
    buffer = io.BytesIO()
    _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(rules)
    return buffer.getvalue()


class _Pickler(pickle.Pickler):
    """Pickles models without their cached properties."""

    def reducer_override(self, obj: Any) -> Any:
        if not isinstance(obj, pydantic.BaseModel):
            return NotImplemented
        state = dict(obj.__getstate__())
        state["__dict__"] = {key: value for key, value in state["__dict__"].items() if key in type(obj).model_fields}
        return copyreg.__newobj__, (type(obj),), state  # type: ignore[attr-defined]  # not in the stubs


def _remove_oldest(folder: Path) -> None:
    entries = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in entries[_KEPT_ENTRIES:]:
        path.unlink(missing_ok=True)
