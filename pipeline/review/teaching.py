"""Teach a rule: a proposal becomes an entry of the stage's own YAML, after its effect on the corpus was shown.

- ``boilerplate``: a line that is boilerplate, with two sentences of the corpus that must stay;
- ``typo``: a misspelling and its correction;
- ``name``: the preferred form of a name and a variant.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from pipeline.document import Edit
from pipeline.errors import BadRules, Unreadable
from pipeline.review import queries
from pipeline.review.corpus import Corpus
from pipeline.review.records import clean_document, clean_documents
from pipeline.rules import yaml_file
from pipeline.rules.examples import failed_examples
from pipeline.rules.loading import RuleSet, load_rules

KINDS = {"boilerplate": "a line is boilerplate", "typo": "a word is misspelt", "name": "a name has one form"}
_FOLDERS = {"boilerplate": "boilerplate", "typo": "typos", "name": "spellings"}
_FILE = "taught.yaml"
_MOST_DOCUMENTS = 300  # cleaned for a preview
_MOST_EXAMPLES = 20
_SENTENCE = re.compile(r"[^.\n]{60,200}\.")


class BadProposal(ValueError):
    """A proposal that makes no valid rule. The message says why."""


class Proposal(NamedTuple):
    """A rule to be: ``text`` is the line, the misspelling or the variant, ``right`` what is to be written."""

    kind: str
    text: str
    right: str = ""


@dataclass
class Effect:
    """What a rule would do: documents that hold its text, edits gained and lost, examples, its YAML."""

    documents: int = 0
    touched: int = 0
    gained: int = 0
    lost: int = 0
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    yaml: str = ""
    limited: bool = False


def proposal(form: Mapping[str, str]) -> Proposal:
    """The proposal of a form. Raises BadProposal."""
    kind, text, right = form.get("kind", ""), form.get("text", "").strip(), form.get("right", "").strip()
    if kind not in KINDS:
        raise BadProposal("choose what to teach")
    if not text or "\n" in text:
        raise BadProposal("give the text on one line")
    if kind != "boilerplate" and (not right or right == text):
        raise BadProposal("give what is to be written instead")
    return Proposal(kind, text, right)


def preview(corpus: Corpus, wanted: Proposal) -> Effect:
    """The effect of a rule on the documents that hold its text. Raises BadProposal if the rule is not valid."""
    effect = Effect()
    with TemporaryDirectory() as folder:
        trial = Path(folder, "configs")
        if corpus.configs.is_dir():
            shutil.copytree(corpus.configs, trial)
        trial.mkdir(exist_ok=True)
        effect.yaml = write(trial, wanted, corpus=corpus)
        rules = load_rules(str(trial))
        for source in sources_with(corpus, wanted.text):
            effect.documents += 1
            if effect.documents > _MOST_DOCUMENTS:
                effect.limited = True
                break
            _compare(corpus, source, rules, effect)
    return effect


def sources_with(corpus: Corpus, text: str) -> Iterator[str]:
    """The documents whose extracted text holds a text."""
    for document in clean_documents(corpus.clean, {}):
        if document.steps is not None and any(
            text in getattr(finding, "value", "") for step in document.steps for finding in step.findings
        ):
            yield document.source


def _compare(corpus: Corpus, source: str, rules: RuleSet, effect: Effect) -> None:
    from pipeline.clean import clean

    raw, before = corpus.raw_document(source), clean_document(corpus.clean, source)
    if raw is None or before is None:
        return
    try:
        after = clean(raw, rules.rules)
    except Unreadable as why:
        effect.touched += 1
        effect.examples.append((source, "", f"set aside: {why.reason}"))
        return
    old, new = _edits(before.steps or ()), _edits(after.steps)
    gained, lost = new - old, old - new
    effect.gained, effect.lost = effect.gained + len(gained), effect.lost + len(lost)
    effect.touched += bool(gained or lost)
    for _, text, written in sorted(gained)[: _MOST_EXAMPLES - len(effect.examples)]:
        effect.examples.append((source, text, written))


def _edits(steps: Any) -> set[tuple[str, str, str]]:
    return {(f.rule, f.before, f.after) for step in steps for f in step.findings if isinstance(f, Edit)}


def write(configs: Path, wanted: Proposal, *, corpus: Corpus | None = None) -> str:
    """Add the rule to ``<stage>/taught.yaml``. Returns the YAML of that file. Raises BadProposal if it is not valid."""
    path = configs / _FOLDERS[wanted.kind] / _FILE
    data = yaml_file.read(path) if path.exists() else {}
    before = path.read_text("utf-8") if path.exists() else None
    _add(data, wanted, _sentences(corpus) if corpus else [])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml_file.dump(data), "utf-8")
    try:
        failed = next((each for each in failed_examples(load_rules(str(configs))) if wanted.text in each), "")
    except BadRules as why:
        failed = why.problem
    if failed:
        path.unlink() if before is None else path.write_text(before, "utf-8")
        raise BadProposal(f"the rule is not valid: {failed}")
    return path.read_text("utf-8")


def _add(data: dict[str, Any], wanted: Proposal, sentences: list[str]) -> None:
    if wanted.kind == "boilerplate":
        name = "taught-" + (re.sub(r"[^a-z0-9]+", "-", wanted.text.lower()).strip("-")[:40] or "line")
        keeps = sentences or [f"The paper printed {wanted.text!r} in a story about how pages are made, she said."]
        rules = [rule for rule in data.get("rules", []) if rule["id"] != name]
        data["rules"] = [*rules, {"id": name, "phrases": [wanted.text], "keeps": keeps}]
    elif wanted.kind == "typo":
        data["pairs"] = {**data.get("pairs", {}), wanted.text: wanted.right}
    else:
        entries = [entry for entry in data.get("entries", []) if entry["prefLabel"] != wanted.right]
        data["entries"] = [*entries, {"prefLabel": wanted.right, "altLabel": wanted.text, "type": "term"}]


def _sentences(corpus: Corpus) -> list[str]:
    """Two sentences of the corpus that must stay."""
    with corpus.index() as index:
        rows = queries.edits(index, queries.Selection({"stage": "typos"}), size=20)
    found = [
        match[0].strip() for row in rows for match in _SENTENCE.finditer(row["left"] + row["after"] + row["right"])
    ]
    return list(dict.fromkeys(found))[:2]
