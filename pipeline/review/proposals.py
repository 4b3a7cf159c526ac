"""The proposals of ``copydesk learn``: site templates and name variants. None acts before somebody accepts it.

A template is decided where it is stored. A name that is accepted becomes an entry of ``spellings/taught.yaml``; one
that is rejected is listed there, so that it is not proposed again.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.review import decision_file
from pipeline.review.taught_rules import with_item
from pipeline.rules import yaml_edit, yaml_file

_TEMPLATES, _NAMES = "templates", "proposed"  # keys of the files
_FOLDERS = {_TEMPLATES: "boilerplate", _NAMES: "spellings"}
_TAUGHT = "spellings/taught.yaml"


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


_IDENTITY = ("source", "kind", "text", "prefLabel", "altLabel")


def pending(configs: Path) -> list[Pending]:
    """All proposals that nobody has decided, the most certain first. Raises BadRules."""
    found = (each for key in _FOLDERS for each in _pending(configs, key))
    return sorted(found, key=lambda each: (each.key != _TEMPLATES, -float(each.values.get("score", 0)), each.id))


def decide(configs: Path, proposal_id: str, *, is_accepted: bool) -> bool:
    """Accept or reject a proposal. Returns whether there was one."""
    with decision_file.locked(configs):
        found = next((each for each in pending(configs) if each.id == proposal_id), None)
        if found is None:
            return False
        text = found.path.read_text("utf-8")
        if found.key == _TEMPLATES:
            decided = {**found.values, "decision": "accepted" if is_accepted else "rejected"}
            decision_file.write_whole(found.path, yaml_edit.replace_item(text, found.key, found.position, decided))
        else:
            _decide_name(configs / _TAUGHT, found.values, is_accepted=is_accepted)
            decision_file.write_whole(found.path, yaml_edit.remove_item(text, found.key, found.position))
        return True


def _pending(configs: Path, key: str) -> Iterator[Pending]:
    for path in sorted((configs / _FOLDERS[key]).rglob("*.yaml")):
        for position, values in enumerate(yaml_file.read(path).get(key) or []):
            if key == _NAMES or values.get("decision") == "proposed":
                yield Pending(path, key, position, values)


def _decide_name(path: Path, values: Mapping[str, Any], *, is_accepted: bool) -> None:
    text = path.read_text("utf-8") if path.exists() else ""
    preferred, variant = values["prefLabel"], values["altLabel"]
    if is_accepted:
        known = yaml_file.parse(text).get("entries", [])
        labels: str | list[str] = next((entry["altLabel"] for entry in known if entry["prefLabel"] == preferred), [])
        variants = [*([labels] if isinstance(labels, str) else labels), variant]
        item = {"prefLabel": preferred, "altLabel": variants, "type": "term"}
        text = with_item(text, "entries", "prefLabel", item)
    else:
        text = yaml_edit.add_item(text, "rejected", f"{preferred} / {variant}")
    path.parent.mkdir(parents=True, exist_ok=True)
    decision_file.write_whole(path, text)
