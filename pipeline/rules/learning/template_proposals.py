"""Propose site templates from a corpus, with their evidence.

A template is proposed for what recurs in the documents of one source and occurs in none of its running text; of a
source of few documents, two are enough for a long line. The score is the confidence that it is boilerplate:

1. Before and after the article text it grows with every document that has the line.
2. Inside the article text it follows the share of the source's documents with the line: half of them are enough for a
   long line that is no sentence, nearly all are required of a sentence, and a line of a few words, which can be a
   subheading, never reaches a high score.

``files`` writes the proposals as ``boilerplate/learned/<source>.yaml``, which a run reads like any other rule. They
change nothing until a person sets ``decision: accepted``. What has a decision is kept and not proposed again.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from statistics import mean
from typing import Any

from pipeline.document import Document, Edit
from pipeline.rules.learning.prepared import Prepared, prepare
from pipeline.rules.learning.recurring_lines import Evidence, Key, Read, Sheet, recurring_lines
from pipeline.rules.learning.sheet_cache import SheetCache
from pipeline.stages import metadata
from pipeline.stages.boilerplate.site_templates import Template, TemplateExample, sources
from pipeline.text.lines import ascii_punctuation, split_lines

_DOUBT, _DOUBT_BESIDE = 0.6, 0.5  # factor of the doubt for each document, and where a neighbouring line recurs too
_MAX_SUBHEADING = 4  # words up to which a line inside the article text can be a subheading
_MAX_UNCERTAIN = 0.8  # highest score of such a line
_NO_SENTENCE = 1.8  # factor of the share for a longer line inside the article text that is no sentence
_MIN_DOCUMENTS, _MIN_WORDS = 3, 6  # with a line; a line of fewer documents must have so many words
_MIN_RESTS = 3  # different rests a head or a tail must have, or it is part of a whole line
_MIN_LIST_SHARE = 0.9  # share of its documents in which lines follow a heading at the end, for them to be its list
_NO_FILE_NAME = re.compile(r"[^\w.-]+")


def templates(read: Callable[[], Iterable[Document]], rules: Mapping[str, Any]) -> list[Template]:
    """The templates proposed for every source, highest score first. ``read`` yields the raw documents."""
    return from_sheets(SheetCache(sheet_of(one, rules) for one in prepare(read(), rules)).read, rules)


def from_sheets(read: Read, rules: Mapping[str, Any]) -> list[Template]:
    """The templates proposed from the lines of all documents, without those that have a decision in the rules."""
    evidence = recurring_lines(read)
    known = {(one.source, one.kind, one.text) for one in known_templates(rules) if one.decision != "proposed"}
    proposals = [template for key, one in evidence.items() if (template := _proposal(key, one, evidence))]
    new = [one for one in _without_repeats(proposals) if (one.source, one.kind, one.text) not in known]
    return sorted(new, key=lambda one: (-one.score, one.source, one.kind, one.text))


def known_templates(rules: Mapping[str, Any]) -> tuple[Template, ...]:
    """The templates that the rules have, with or without a decision."""
    known: tuple[Template, ...] = rules["boilerplate"].templates
    return known


def accepted(proposals: Iterable[Template], *, least: float) -> list[Template]:
    """The proposals whose score is at least ``least``."""
    return [template for template in proposals if template.score >= least]


def files(proposals: Iterable[Template], *, known: Iterable[Template] = ()) -> dict[str, str]:
    """The YAML of each source's proposals, by its path below the folder of rules, with the evidence beside each.

    ``known``: the templates that the rules have. Those with a decision are repeated in the files of their sources.
    """
    by_source: dict[str, list[Template]] = {}
    proposals = list(proposals)
    changed = {template.source for template in proposals}
    decided = [one for one in known if one.source in changed and one.decision != "proposed"]
    for template in [*decided, *proposals]:
        by_source.setdefault(template.source, []).append(template)
    return {f"boilerplate/learned/{_file_name(source)}.yaml": _yaml(source, of) for source, of in by_source.items()}


def sheet_of(one: Prepared, rules: Mapping[str, Any]) -> Sheet:
    """The lines of a document as they are after the boilerplate rules."""
    doc = one.by_rules
    lines = split_lines(ascii_punctuation(doc.text))
    edits = [finding for finding in metadata.find(doc, rules["metadata"]) if isinstance(finding, Edit)]
    starts = [edit.span.start for edit in edits if _is_byline(edit)]
    exempt = (number for number, line in enumerate(lines) if any(line.start <= start < line.end for start in starts))
    left = {line.text for line in split_lines(ascii_punctuation(one.clean.text))}
    removed = (number for number, line in enumerate(lines) if line.text not in left)
    return Sheet(doc.source, sources(doc), lines, frozenset(exempt), frozenset(removed))


def _is_byline(edit: Edit) -> bool:
    return edit.span.field == "text" and not edit.rule.startswith("metadata/headline")


def _proposal(key: Key, evidence: Evidence, others: Mapping[Key, Evidence]) -> Template | None:
    source, kind, text = key
    is_part = kind != "line"
    if evidence.in_running_text or not _is_enough(text, evidence):
        return None
    if is_part and (len(evidence.rests) < _MIN_RESTS or (source, "line", text) in others):
        return None
    return Template(
        source=source,
        kind=kind,
        text=text,
        following=0 if is_part else _list_length(evidence),
        whole=kind == "line" or (kind == "head" and _removes_whole_line(evidence)),
        score=min(_score(text, evidence), _highest_score(text, evidence)),
        count=evidence.count,
        of=evidence.of,
        would_change=evidence.would_change,
        decision="proposed",
        where=", ".join(f"{position} {count}" for position, count in evidence.positions.most_common()),
        examples=tuple(TemplateExample(**example._asdict()) for example in evidence.examples),
    )


def _is_enough(text: str, evidence: Evidence) -> bool:
    """Whether two documents are evidence enough: only for a line too long for a subheading or a list."""
    return evidence.count >= _MIN_DOCUMENTS or len(text.split()) >= _MIN_WORDS


def _score(text: str, evidence: Evidence) -> float:
    edge = 1 - evidence.positions["middle"] / evidence.count
    doubt = _DOUBT_BESIDE if evidence.beside == evidence.count else _DOUBT
    confidence = 1 - doubt ** (evidence.count - 1)
    return round(edge * confidence + (1 - edge) * _score_inside(text, evidence) * confidence, 2)


def _highest_score(text: str, evidence: Evidence) -> float:
    """The limit of a score: a line that can be a person's name needs most of the documents."""
    can_be_name = evidence.is_title_case and 1 < len(text.split()) <= _MAX_SUBHEADING
    return _MAX_UNCERTAIN if can_be_name and evidence.count < evidence.of / 2 else 1.0


def _score_inside(text: str, evidence: Evidence) -> float:
    share = evidence.count / evidence.of
    if len(text.split()) <= _MAX_SUBHEADING or evidence.rests != {""}:
        return min(share, _MAX_UNCERTAIN)
    return share if evidence.is_running_text else min(1.0, share * _NO_SENTENCE)


def _list_length(evidence: Evidence) -> int:
    """The number of lines removed with a heading at the end: the most that followed it, if some nearly always did."""
    at_foot = evidence.positions["foot"] == evidence.count
    has_list = at_foot and mean(count > 0 for count in evidence.following) >= _MIN_LIST_SHARE
    return max(evidence.following) if has_list else 0


def _removes_whole_line(evidence: Evidence) -> bool:
    """Whether the line goes with its head: not before the article text, where a headline may follow the head."""
    return not evidence.positions["head"] or evidence.long_rests < evidence.count * (1 - _MIN_LIST_SHARE)


def _without_repeats(proposals: list[Template]) -> Iterator[Template]:
    """Of equal templates of one set of documents, the one of the source with the fewest documents."""
    best: dict[tuple[str, str, int, tuple[str | TemplateExample, ...]], Template] = {}
    for one in sorted(proposals, key=lambda one: (one.of, one.source)):
        best.setdefault((one.kind, one.text, one.count, one.examples), one)
    return iter(best.values())


def _file_name(source: str) -> str:
    return _NO_FILE_NAME.sub("-", source).strip("-.").lower()


def _yaml(source: str, of: Iterable[Template]) -> str:
    lines = [
        f"# Lines that recur on pages of {source}. Set `decision: accepted` for boilerplate, `decision: rejected` for",
        "# article text. Until then a proposal changes nothing.",
        "templates:",
    ]
    for template in of:
        if template.decision == "proposed":
            lines.append(f"  # would change {template.would_change} of {template.of} documents")
        fields = template.model_dump(exclude_defaults=True) | {"source": source}
        pairs = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n"
