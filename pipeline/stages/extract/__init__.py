"""HTML becomes title, text, author, date, url; plain text passes through.

Told apart by content: a line of JSONL, a document in canonical form, HTML, plain text. In that order.
"""

import json
from collections.abc import Iterable, Iterator

import pydantic

from pipeline import canonical, stage
from pipeline.document import Document, Fact
from pipeline.edits import Edit
from pipeline.errors import Unreadable
from pipeline.stages.extract import pages

_OF_LINE = ("id", "url", "title", "date", "author", "outlet", "place", "language")


class Rules(stage.Rules):
    """When a page is set aside instead of read."""

    largest_tree: int = pydantic.Field(100_000, gt=0, description="elements past which a page is set aside")
    unsure: float = pydantic.Field(0.5, gt=0, le=1, description="score from which a block of a page is furniture")
    fewest_words: int = pydantic.Field(8, ge=1, description="a page of fewer words has no article")
    wall_words: int = pydantic.Field(120, ge=0, description="a text longer than this is never taken for a wall")
    walls: dict[str, list[str]] = pydantic.Field(
        default_factory=dict, description="why a page shows no article -> phrases of which a short text holds one"
    )


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The text, and title, author, date, outlet, language and URL where the page says them.

    Raises Unreadable for a page without an article, saying what stands there instead.
    """
    if doc.kind == "line":
        return _line(doc.page, rules)
    if not doc.page.strip():
        raise _empty()
    clean = canonical.parse(doc.page)
    if clean is not None and clean.body.strip():
        return [*_known(clean.fields, "extract/canonical"), Fact("text", clean.body, "extract/canonical")]
    if pages.is_html(doc.page):
        return _html(doc.page, rules)
    return [Fact("text", doc.page, "extract/plain")]


def _empty() -> Unreadable:
    return Unreadable("extract/empty", "it holds no text", "Scrape it again or remove it.")


def _known(fields: dict[str, str], rule: str) -> Iterator[Fact]:
    return (Fact(key, fields[key].strip(), rule) for key in _OF_LINE if fields.get(key, "").strip())


def _line(line: str, rules: Rules) -> list[Fact]:
    """A line of JSONL: an object with ``text`` or ``html``, and what else it knows of the document."""
    record = _record(line)
    said = {key: _harmless(value) for key, value in record.items() if isinstance(value, str)}
    found: dict[str, Fact] = {}
    if said.get("html", "").strip():
        found = {fact.field: fact for fact in _html(said["html"], rules)}
    elif said.get("text", "").strip():
        found = {"text": Fact("text", said["text"].replace("\r\n", "\n").replace("\r", "\n"), "extract/jsonl")}
    else:
        raise _empty()
    return list((found | {fact.field: fact for fact in _known(said, "extract/jsonl")}).values())


def _record(line: str) -> dict[str, object]:
    cure = "Each line must be one JSON object with `text` or `html`."
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as why:
        raise Unreadable("extract/broken-json", f"the line is no JSON: {why}", cure) from why
    if not isinstance(record, dict):
        raise Unreadable("extract/broken-json", f"the line is a JSON {type(record).__name__}, not an object", cure)
    return record


def _harmless(text: str) -> str:
    r"""The text with lone surrogates, which no file can hold, as U+FFFD, and pairs of them as what they mean.

    >>> _harmless("a\ud800b")
    'a\ufffdb'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _html(page: str, rules: Rules) -> list[Fact]:
    tree = pages.parse(page)
    if tree is None:
        raise _empty()
    if sum(1 for _ in tree.iter()) > rules.largest_tree:
        reason = f"the page has more than {rules.largest_tree:,} elements"
        raise Unreadable("extract/too-large", reason, "If it is an article, raise `largest_tree` in extract.yaml.")
    found = pages.read(tree)
    text, by = found.article(rules.unsure)
    if len(text.split()) <= rules.wall_words:
        seen = " ".join(block.text for block in found.blocks)
        _refuse_walls(text or seen, rules)
        if len(text.split()) < rules.fewest_words:
            raise _nothing(pages.shell(tree, seen))
    return [Fact("text", text, f"extract/{by}"), *_said(found)]


def _said(found: pages.Page) -> Iterator[Fact]:
    """What the page says of itself, and by which part of it."""
    for name in ("title", "author", "date", "outlet", "url"):
        value, place = getattr(found.masthead, name)
        if value:
            yield Fact(name, value, f"extract/{place}")


def _refuse_walls(text: str, rules: Rules) -> None:
    """Raises Unreadable if a short text is one that sites show instead of an article."""
    low = text.casefold()
    for why, phrases in rules.walls.items():
        said = next((phrase for phrase in phrases if phrase.casefold() in low), None)
        if said:
            cure = "Scrape it again as a reader who may see it."
            raise Unreadable(f"extract/{why}", f"the page shows {said!r} and no article", cure)


def _nothing(kind: str) -> Unreadable:
    reasons = {
        "frames": ("the page only points to other pages in frames", "Scrape the framed page."),
        "scripts": ("the page builds its text with scripts", "Scrape it with a browser."),
        "no-article": ("no article found on the page", "Look at it in a browser."),
    }
    return Unreadable(f"extract/{kind}", *reasons[kind])
