"""What was done to a document, shown the way people read a diff."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from pipeline.document import Document, Edit, Fact, Step, replay

_CONTEXT = 36  # characters shown on either side of a change
_LONGEST = 160  # characters of a removed stretch or a fact shown whole; of a longer one its beginning and end
_RETURN = "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"


def show(doc: Document, console: Console) -> None:
    """Prints every step of a document: removed text red, new text green, the rule behind it; then the facts."""
    before = Document(doc.source, doc.raw, doc.kind)
    console.print(Text(doc.source, "bold"))
    for step in doc.steps:
        console.print(Text(f"\n{step.stage}", "bold cyan"), Text(_count(step), "dim"))
        for line in _lines(before, step):
            console.print(line, soft_wrap=True)
        before = replay(before, [step])


def _count(step: Step) -> str:
    edits = sum(isinstance(found, Edit) for found in step.findings)
    facts = len(step.findings) - edits
    said = [f"{number} {word}{'s' * (number > 1)}" for number, word in ((edits, "edit"), (facts, "fact")) if number]
    return ", ".join(said)


def _lines(before: Document, step: Step) -> Iterator[Text]:
    width = min(30, max(len(found.rule) for found in step.findings))
    for found in sorted(step.findings, key=lambda found: found.span[:2] if isinstance(found, Edit) else (-1, -1)):
        parts = _fact(found) if isinstance(found, Fact) else _edit(found, before.fields[found.span.field])
        yield Text.assemble((f"  {found.rule:<{width}}  ", "dim"), *parts)


def _fact(fact: Fact) -> Iterable[tuple[str, str]]:
    if fact.field == "text":
        return [("text: ", ""), (f"{len(fact.value):,} characters", "blue")]
    return [(f"{fact.field}: ", ""), (_short(fact.value) or "unknown after all", "blue")]


def _edit(edit: Edit, text: str) -> Iterator[tuple[str, str]]:
    start, end, field = edit.span
    if field != "text":
        yield f"{field}: ", ""
    yield _tail(text[max(0, start - _CONTEXT) : start]), ""
    if edit.before:
        yield f"[-{_short(edit.before)}-]", "red"
    if edit.after:
        yield f"{{+{_short(edit.after)}+}}", "green"
    yield text[end : end + _CONTEXT].partition("\n")[0], ""


def _tail(text: str) -> str:
    """What of the text stands on its last line."""
    return text.rpartition("\n")[2]


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} \N{HORIZONTAL ELLIPSIS} {text[-_LONGEST // 2 :]}"
    return text.replace("\n", _RETURN)
