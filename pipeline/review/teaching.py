"""Teach a rule: a proposal becomes an entry of the stage's own YAML, after its effect on the corpus was shown."""

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.document import Document, Edit, Step, replay
from pipeline.errors import BadRules, Unreadable
from pipeline.review import decision_file, taught_rules
from pipeline.review.candidates import sources_with
from pipeline.review.corpus import Corpus
from pipeline.review.taught_rules import BadProposal, Proposal
from pipeline.rules.examples import failed_examples
from pipeline.rules.loading import RuleSet, load_rules

KINDS = {
    "boilerplate": "a line is boilerplate",
    "typo": "a word is misspelt",
    "name": "a name has one form",
    "title": "the title of a site's pages",
    "author": "the byline of a site's pages",
}
_MOST_SECONDS = 20.0  # for which documents are cleaned for a preview
_MOST_EXAMPLES = 20
_FIELDS = ("title", "author", "date")


@dataclass
class Effect:
    """What a rule would do: documents cleaned with it, edits gained and lost, examples, and its file as it would be.

    ``left_out`` is the number of documents that it may touch and that there was no time for.
    """

    documents: int = 0
    touched: int = 0
    gained: int = 0
    lost: int = 0
    left_out: int = 0
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    file: str = ""
    yaml: str = ""


def proposal(form: Mapping[str, str]) -> Proposal:
    """The proposal of a form. Raises BadProposal."""
    wanted = Proposal(**{key: form.get(key, "").strip() for key in Proposal._fields})
    if wanted.kind not in KINDS:
        raise BadProposal("choose what to teach")
    if not wanted.text or "\n" in wanted.text:
        raise BadProposal("give the text on one line")
    if wanted.kind in ("typo", "name") and wanted.right in ("", wanted.text):
        raise BadProposal("give what is to be written instead")
    if wanted.kind in ("title", "author") and not wanted.source:
        raise BadProposal("name a document whose page shows it")
    return wanted


def preview(corpus: Corpus, wanted: Proposal) -> Effect:
    """The effect of a rule on the documents that it may touch. Raises BadProposal if the rule is not valid."""
    effect, end = Effect(), time.monotonic() + _MOST_SECONDS
    with TemporaryDirectory() as folder:
        trial = Path(folder, "configs")
        if corpus.configs.is_dir():
            shutil.copytree(corpus.configs, trial)
        trial.mkdir(exist_ok=True)
        path, rules = _write(corpus, trial, wanted)
        effect.file, effect.yaml = path.relative_to(trial).as_posix(), path.read_text("utf-8")
        for source in sources_with(corpus, wanted):
            if time.monotonic() < end:
                _compare(corpus, source, rules, effect)
            else:
                effect.left_out += 1
    return effect


def accept(corpus: Corpus, wanted: Proposal) -> Path:
    """Write the rule into the project's rules. Returns its file. Raises BadProposal if it is not valid."""
    with decision_file.locked(corpus.configs):
        return _write(corpus, corpus.configs, wanted)[0]


def _write(corpus: Corpus, configs: Path, wanted: Proposal) -> tuple[Path, RuleSet]:
    """Add the rule to a folder of rules, which stays as it was if the rule or one of its examples is wrong."""
    path = configs / taught_rules.file_of(corpus, wanted)
    before = path.read_text("utf-8") if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    decision_file.write_whole(path, taught_rules.with_rule(before or "", corpus, wanted))
    try:
        rules = load_rules(str(configs))
        problem = next(failed_examples(rules, mentioning=wanted.text), "")
    except BadRules as why:
        problem = str(why)
    if problem:
        path.unlink() if before is None else decision_file.write_whole(path, before)
        raise BadProposal(f"the rule does not do it: {problem}")
    return path, rules


def _compare(corpus: Corpus, source: str, rules: RuleSet, effect: Effect) -> None:
    from pipeline.clean import clean

    raw, before = corpus.raw_document(source), corpus.document(source)
    if raw is None or before is None:
        return
    effect.documents += 1
    try:
        after = clean(raw, rules.rules)
    except Unreadable as why:
        effect.touched += 1
        effect.examples.append((source, "", f"set aside: {why.reason}"))
        return
    old_steps = before.steps or ()
    old, new = Counter(_edits(old_steps)), Counter(_edits(after.steps))
    gained, lost = new - old, old - new
    effect.gained, effect.lost = effect.gained + gained.total(), effect.lost + lost.total()
    fields = list(_changed_fields(replay(Document(source, b""), old_steps), after))
    effect.touched += bool(gained or lost or fields)
    shown = [*fields, *((text, written) for _, text, written in sorted(gained))]
    effect.examples += [(source, *each) for each in shown[: _MOST_EXAMPLES - len(effect.examples)]]


def _edits(steps: tuple[Step, ...]) -> Iterator[tuple[str, str, str]]:
    return (
        (finding.rule.partition(":")[0], finding.before, finding.after)
        for step in steps
        for finding in step.findings
        if isinstance(finding, Edit)
    )


def _changed_fields(old: Document, new: Document) -> Iterator[tuple[str, str]]:
    values = ((old.fields.get(name, ""), new.fields.get(name, "")) for name in _FIELDS)
    return ((before, after) for before, after in values if before != after)
