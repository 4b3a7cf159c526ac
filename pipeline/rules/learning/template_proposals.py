"""A corpus becomes proposed rules with their evidence: the site templates of its sources.

A template is proposed for what recurs in the documents of one source and stands in no running text there. Its score
says how sure it is. At the edges of the reporting it grows with every document that has the line. Amid the reporting it
follows the share of the source's documents that have it: more than half will do for a line that is no sentence, nearly
all are asked of a sentence, and a few words, which may be a subheading, are never sure.

What is found is a proposal. A person reads it, or ``accepted`` takes what is above a score; ``files`` writes it as
``boilerplate/learned/<source>.yaml``, which a run reads like any other rule.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import mean
from typing import Any

from pipeline.document import Document, Edit
from pipeline.errors import Unreadable
from pipeline.rules.learning.recurring_lines import Key, Seen, Sheet, recurring
from pipeline.stage import stage_name
from pipeline.stages import STAGES, boilerplate, metadata
from pipeline.stages.boilerplate.site_templates import Template, sources
from pipeline.text.headlines import is_running_text
from pipeline.text.lines import ascii_punctuation, split_lines

_DOUBT, _BESIDE = 0.6, 0.5  # what each further document leaves of the doubt, and where another such line stands beside
_SUBHEADING = 4  # words up to which a line amid reporting may be a subheading, however many documents have it
_UNSURE = 0.8  # the most such a line scores
_NO_SENTENCE = 1.8  # how much more a share counts for a longer line amid reporting that is not closed like a sentence
_VARIED = 3  # different rests a head or a tail must have stood with, or it is part of a whole line
_LISTED = 0.9  # share of its documents in which lines must follow a heading at the foot for them to be its list
_LETTERS = re.compile(r"[^\w.-]+")


def templates(read: Callable[[], Iterable[Document]], rules: Mapping[str, Any]) -> list[Template]:
    """The templates proposed for every source, surest first.

    ``read`` gives the raw documents anew at each of three calls; those that cannot be read are passed over.
    """
    seen = recurring(lambda: _sheets(read(), rules))
    found = [template for key, what in seen.items() if (template := _proposed(key, what, seen))]
    return sorted(_narrowest(found), key=lambda one: (-one.score, one.source, one.kind, one.text))


def accepted(proposals: Iterable[Template], *, least: float) -> list[Template]:
    """The proposals whose score is at least ``least``."""
    return [template for template in proposals if template.score >= least]


def files(proposals: Iterable[Template]) -> dict[str, str]:
    """The YAML of each source's proposals, by its path below the folder of rules, with the evidence beside each."""
    by_source: dict[str, list[Template]] = {}
    for template in proposals:
        by_source.setdefault(template.source, []).append(template)
    return {f"boilerplate/learned/{_file(source)}.yaml": _yaml(source, of) for source, of in by_source.items()}


def _sheets(docs: Iterable[Document], rules: Mapping[str, Any]) -> Iterator[Sheet]:
    alone = {**rules, "boilerplate": boilerplate.without_learned(rules["boilerplate"])}
    for raw in docs:
        try:
            doc = _before_language(raw, alone)
        except Unreadable:
            continue
        found = split_lines(ascii_punctuation(doc.text))
        edits = [found for found in metadata.find(doc, rules["metadata"]) if isinstance(found, Edit)]
        signed = [edit.span.start for edit in edits if _signs(edit)]
        exempt = frozenset(at for at, row in enumerate(found) if any(row.start <= start < row.end for start in signed))
        yield Sheet(doc.source, sources(doc), found, exempt)


def _before_language(doc: Document, rules: Mapping[str, Any]) -> Document:
    for stage in STAGES[: STAGES.index(boilerplate) + 1]:
        doc = doc.take(stage_name(stage), stage.find(doc, rules[stage_name(stage)]))
    return doc


def _signs(edit: Edit) -> bool:
    return edit.span.field == "text" and not edit.rule.startswith("metadata/headline")


def _proposed(key: Key, seen: Seen, others: Mapping[Key, Seen]) -> Template | None:
    source, kind, text = key
    part = kind != "line"
    if seen.spoken or (part and (len(seen.rests) < _VARIED or (source, "line", text) in others)):
        return None
    edge = 1 - seen.places["middle"] / seen.count
    sure = 1 - (_BESIDE if seen.beside == seen.count else _DOUBT) ** (seen.count - 1)
    return Template(
        source=source,
        kind=kind,
        text=text,
        takes=_list(seen) if not part else 0,
        whole=kind == "line" or (kind == "head" and _is_whole(seen)),
        score=min(round(edge * sure + (1 - edge) * _amid(text, seen) * sure, 2), _highest(text, seen)),
        count=seen.count,
        of=seen.of,
        where=", ".join(f"{place} {count}" for place, count in seen.places.most_common()),
        examples=tuple(seen.examples),
    )


def _highest(text: str, seen: Seen) -> float:
    """The most a line can score: what may be somebody's name is sure only where most documents have it."""
    may_be_name = seen.named and 1 < len(text.split()) <= _SUBHEADING and seen.count < seen.of / 2
    return _UNSURE if may_be_name else 1.0


def _amid(text: str, seen: Seen) -> float:
    share = seen.count / seen.of
    if len(text.split()) <= _SUBHEADING or seen.rests != {""}:
        return min(share, _UNSURE)
    return share if any(is_running_text(line) for line in seen.examples) else min(1.0, share * _NO_SENTENCE)


def _list(seen: Seen) -> int:
    """How many lines a heading at the foot takes along: the most that followed it, if some nearly always did."""
    at_foot = seen.places["foot"] == seen.count
    return max(seen.follow) if at_foot and mean(count > 0 for count in seen.follow) >= _LISTED else 0


def _is_whole(seen: Seen) -> bool:
    """Whether a line goes with its head: not before the reporting, where a headline may stand behind the head."""
    return not seen.places["head"] or seen.long_rests < seen.count * (1 - _LISTED)


def _narrowest(found: list[Template]) -> Iterator[Template]:
    """Of equal templates of several sources, that of the source with the fewest documents beside: the host before."""
    best: dict[tuple[str, str, int], Template] = {}
    for one in sorted(found, key=lambda one: (one.of, one.source)):
        best.setdefault((one.kind, one.text, one.count), one)
    return iter(best.values())


def _file(source: str) -> str:
    return _LETTERS.sub("-", source).strip("-.").lower()


def _yaml(source: str, of: Iterable[Template]) -> str:
    lines = [
        f"# What {source} prints around its reporting, learned from its documents. Remove what is reporting.",
        "templates:",
    ]
    for template in of:
        given = template.model_dump(exclude_defaults=True) | {"source": source}
        pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in given.items()]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"
