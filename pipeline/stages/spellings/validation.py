"""Validation: refuses an authority file that contradicts itself, before the first document.

* A label that is another entry's preferred form: that entry would undo the first, or the two form a cycle.
* A label of two entries without conditions: the first of them would always win.
* A label that is an everyday word: ordinary sentences would change.
* A style's preferred form, or a condition ``@name``, that names nothing: it would be ignored without notice.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.stages.spellings.authority_entries import Entry


def first_fault(
    entries: Sequence[Entry], everyday: Collection[str], named: Iterable[str], shared: Mapping[str, Sequence[str]]
) -> str:
    """The first fault of the entries as a message; "" if there is none.

    ``named`` are the preferred forms that styles name, ``shared`` the conditions that ``@name`` refers to.
    """
    known = {entry.pref for entry in entries}
    unknown = (f"a style or `prefer` names {pref!r}, which is no entry" for pref in named if pref not in known)
    groups = (
        unknown,
        _preferred_labels(entries),
        _shared_labels(entries),
        _everyday_labels(entries, everyday),
        _unknown_contexts(entries, shared),
    )
    return next((fault for group in groups for fault in group), "")


def _preferred_labels(entries: Sequence[Entry]) -> Iterator[str]:
    preferred = {entry.pref: entry for entry in entries if entry.type != "person"}
    for entry in entries:
        for label in entry.alt if entry.type != "person" and not entry.conditional else ():
            if label in preferred and label != entry.pref:
                yield f"{label!r} is a label of {entry.pref!r}, and the preferred form of another entry"


def _shared_labels(entries: Sequence[Entry]) -> Iterator[str]:
    owners: dict[str, Entry] = {}
    for entry in entries:
        for label in entry.alt if entry.type != "person" else ():
            owner = owners.setdefault(label, entry)
            if owner.pref != entry.pref and not (owner.conditional and entry.conditional):
                yield f"{label!r} is a label of {owner.pref!r} and of {entry.pref!r}; give both an `only` or `unless`"


def _everyday_labels(entries: Sequence[Entry], everyday: Collection[str]) -> Iterator[str]:
    for entry in entries:
        for label in entry.alt:
            if label.lower() in everyday:
                yield f"{label!r}, a label of {entry.pref!r}, is an everyday word"


def _unknown_contexts(entries: Sequence[Entry], shared: Mapping[str, Sequence[str]]) -> Iterator[str]:
    groups = {*(entry.only for entry in entries), *(entry.unless for entry in entries), *map(tuple, shared.values())}
    for condition in sorted({one for group in groups for one in group if "@" in one}):
        for part in condition.split("&"):
            name = part.strip()
            if name.startswith("@") and name[1:] not in shared:
                yield f"the condition {name!r} is not among `contexts`"
