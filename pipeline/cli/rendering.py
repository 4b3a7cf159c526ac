"""Show the changes to a document on the terminal, like a word diff."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from pipeline.cli.terminal import printable_line
from pipeline.document import Document, Edit, Fact, Step, replay

_CONTEXT = 36  # characters shown on either side of a change
_LONGEST = 160  # characters of a longer value: its beginning and end are shown
_WIDEST_RULE = 30  # columns for the rule ids
_RETURN = "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"
_Piece = tuple[str, str]  # text and style


def show(doc: Document, console: Console) -> None:
    """Print each step of a document: removed text red, new text green, with rule ids; then the facts."""
    before = Document(doc.source, doc.raw, doc.kind)
    console.print(Text(printable_line(doc.source), "bold"))
    for step in doc.steps:
        console.print(Text(f"\n{step.stage}", "bold cyan"), Text(_counts(step), "dim"))
        for line in _lines(before, step):
            console.print(line, soft_wrap=True)
        before = replay(before, [step])


def _counts(step: Step) -> str:
    edits = sum(isinstance(finding, Edit) for finding in step.findings)
    facts = len(step.findings) - edits
    return ", ".join(
        f"{count} {noun}{'s' * (count > 1)}" for count, noun in ((edits, "edit"), (facts, "fact")) if count
    )


def _lines(before: Document, step: Step) -> Iterator[Text]:
    width = min(_WIDEST_RULE, max(len(finding.rule) for finding in step.findings))
    for finding in sorted(step.findings, key=_position):
        pieces = _fact(finding) if isinstance(finding, Fact) else _edit(finding, before.fields[finding.span.field])
        safe = [(printable_line(text), style) for text, style in pieces]
        yield Text.assemble((f"  {printable_line(finding.rule):<{width}}  ", "dim"), *safe)


def _position(finding: Edit | Fact) -> tuple[int, int]:
    """Facts before edits, edits by position."""
    return finding.span[:2] if isinstance(finding, Edit) else (-1, -1)


def _fact(fact: Fact) -> Iterable[_Piece]:
    if fact.field == "text":
        return [("text: ", ""), (f"{len(fact.value):,} characters", "blue")]
    return [(f"{fact.field}: ", ""), (_short(fact.value) or "removed", "blue")]


def _edit(edit: Edit, text: str) -> Iterator[_Piece]:
    start, end, field = edit.span
    if field != "text":
        yield f"{field}: ", ""
    yield text[max(0, start - _CONTEXT) : start].rpartition("\n")[2], ""
    if edit.before:
        yield f"[-{_short(edit.before)}-]", "red"
    if edit.after:
        yield f"{{+{_short(edit.after)}+}}", "green"
    yield text[end : end + _CONTEXT].partition("\n")[0], ""


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} \N{HORIZONTAL ELLIPSIS} {text[-_LONGEST // 2 :]}"
    return text.replace("\n", _RETURN)
