"""The proposals of ``copydesk learn``: site templates and name variants. None acts before somebody accepts it."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.review import decision_file
from pipeline.rules import yaml_edit, yaml_file

_FOLDERS = {"templates": "boilerplate", "proposals": "spellings"}  # key of the files -> folder of rules
_IDENTITY = ("source", "kind", "text", "prefLabel", "altLabel")


class Pending(NamedTuple):
    """A proposal that nobody has decided: its file, its key there and its position, and what it says."""

    path: Path
    key: str
    position: int
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """A short digest of what is proposed and where."""
        parts = (str(self.path), *(str(self.values.get(key, "")) for key in _IDENTITY))
        return sha256("\0".join(parts).encode()).hexdigest()[:12]


def pending(configs: Path) -> list[Pending]:
    """All proposals that nobody has decided: of templates, then of names, the most certain first. Raises BadRules."""
    found = (each for key in _FOLDERS for each in _pending(configs, key))
    return sorted(found, key=lambda each: (each.key != "templates", -float(each.values.get("score", 0)), each.id))


def decide(configs: Path, proposal_id: str, *, is_accepted: bool) -> bool:
    """Accept or reject a proposal, where it is stored. Returns whether there was one."""
    with decision_file.locked(configs):
        found = next((each for each in pending(configs) if each.id == proposal_id), None)
        if found is not None:
            decided = {**found.values, "decision": "accepted" if is_accepted else "rejected"}
            text = yaml_edit.replace_item(found.path.read_text("utf-8"), found.key, found.position, decided)
            decision_file.write_whole(found.path, text)
        return found is not None


def _pending(configs: Path, key: str) -> Iterator[Pending]:
    for path in sorted((configs / _FOLDERS[key]).rglob("*.yaml")):
        for position, values in enumerate(yaml_file.read(path).get(key) or []):
            if values.get("decision") == "proposed":
                yield Pending(path, key, position, values)
