"""Refuses an authority file that contradicts itself, before the first document.

* A label that is another entry's preferred form would make that entry undo the first, or the two go round in a circle.
* A label that two entries have, with nothing in the text to decide between them, would go to whichever came first.
* A label that is a common word would change ordinary sentences.
* A preferred form of a style, or a condition ``@name``, that names nothing would be ignored without a word.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.stages.spellings.authority_entries import Entry


def first_fault(
    entries: Sequence[Entry], common: Collection[str], named: Iterable[str], shared: Mapping[str, Sequence[str]]
) -> str:
    """The first thing wrong with the entries, in words; nothing if they are sound.

    ``named`` are the preferred forms that styles speak of, ``shared`` the conditions that ``@name`` stands for.
    """
    known = {entry.pref for entry in entries}
    strange = (f"a style or `prefer` speaks of {pref!r}, which no entry has" for pref in named if pref not in known)
    groups = (strange, _circles(entries), _claims(entries), _words(entries, common), _contexts(entries, shared))
    return next((fault for group in groups for fault in group), "")


def _circles(entries: Sequence[Entry]) -> Iterator[str]:
    preferred = {entry.pref: entry for entry in entries if entry.type != "person"}
    for entry in entries:
        for label in entry.alt if entry.type != "person" and not entry.conditioned else ():
            if label in preferred and label != entry.pref:
                yield f"{label!r} is a label of {entry.pref!r}, and the preferred form of an entry of its own"


def _claims(entries: Sequence[Entry]) -> Iterator[str]:
    owners: dict[str, Entry] = {}
    for entry in entries:
        for label in entry.alt if entry.type != "person" else ():
            owner = owners.setdefault(label, entry)
            if owner.pref != entry.pref and not (owner.conditioned and entry.conditioned):
                yield f"{label!r} is a label of {owner.pref!r} and of {entry.pref!r}; give both an `only` or `unless`"


def _words(entries: Sequence[Entry], common: Collection[str]) -> Iterator[str]:
    for entry in entries:
        for label in entry.alt:
            if label.lower() in common:
                yield f"{label!r}, a label of {entry.pref!r}, is a common word"


def _contexts(entries: Sequence[Entry], shared: Mapping[str, Sequence[str]]) -> Iterator[str]:
    groups = {*(entry.only for entry in entries), *(entry.unless for entry in entries), *map(tuple, shared.values())}
    for condition in sorted({one for group in groups for one in group if "@" in one}):
        for part in condition.split("&"):
            name = part.strip()
            if name.startswith("@") and name[1:] not in shared:
                yield f"the condition {name!r} is not among `contexts`"
