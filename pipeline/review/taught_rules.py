"""The entry of a stage's YAML that a proposal becomes, with examples from the documents: what must change, what stays.

- ``boilerplate``: a line; on one site a template, else a rule;
- ``typo``: a misspelling and its correction;
- ``name``: the preferred form of a name and a variant;
- ``title``, ``author``: a selector in the rule of a site, see ``page_selectors``.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from pipeline.document import Document, replay
from pipeline.review import page_selectors, queries
from pipeline.review.corpus import Corpus
from pipeline.rules import yaml_edit, yaml_file
from pipeline.stages.boilerplate.site_templates import mask_numbers

_FOLDERS = {"boilerplate": "boilerplate", "typo": "typos", "name": "spellings"}
_SENTENCE = re.compile(r"[^.!?\n]{30,300}[.!?]")
_MOST_SEARCHED = 50  # documents that are searched for sentences
_STAYING = 2  # sentences that must stay


class BadProposal(ValueError):
    """A proposal that makes no valid rule. The message says why."""


class Proposal(NamedTuple):
    """A rule to be: ``text`` is the line, the misspelling, the variant, or what the page of ``source`` prints.

    ``right`` is written instead of a misspelling or a variant; ``site`` is that of a line, empty for all sites.
    """

    kind: str
    text: str
    right: str = ""
    site: str = ""
    source: str = ""


def with_rule(text: str, corpus: Corpus, wanted: Proposal) -> str:
    """The YAML text of the stage with the rule. Raises BadProposal."""
    if wanted.kind in ("title", "author"):
        return _with_selector(text, corpus, wanted)
    if wanted.kind == "boilerplate":
        return _with_templates(text, corpus, wanted) if wanted.site else _with_line_rule(text, corpus, wanted)
    return _with_pair(text, corpus, wanted) if wanted.kind == "typo" else _with_name(text, corpus, wanted)


def file_of(corpus: Corpus, wanted: Proposal) -> str:
    """The path, below the folder of rules, of the file that gets the rule. Raises BadProposal."""
    folder = _FOLDERS.get(wanted.kind)
    return f"{folder}/taught.yaml" if folder else f"sites/{host_of(corpus, wanted)}.yaml"


def host_of(corpus: Corpus, wanted: Proposal) -> str:
    """The host of the site of a document, which names the site's file. Raises BadProposal."""
    with corpus.index() as index:
        found = queries.document(index, wanted.source)
    if found is None:
        raise BadProposal(f"{wanted.source} is not among the clean documents")
    if "." not in found["site"]:
        raise BadProposal(f"{wanted.source} states no address, so that its site has no rule: set the field there")
    return str(found["site"])


def _with_line_rule(text: str, corpus: Corpus, wanted: Proposal) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", wanted.text.lower()).strip("-")[:40] or "line"
    keeps = list(islice(_sentences(corpus, ""), _STAYING))
    keeps = keeps or [f"The paper printed {wanted.text!r} in a story about how pages are built, she said."]
    return with_item(text, "rules", "id", {"id": f"taught-{slug}", "phrases": [wanted.text], "keeps": keeps})


def _with_templates(text: str, corpus: Corpus, wanted: Proposal) -> str:
    """A template for each source of the site: its host, or the folders of its documents."""
    with corpus.index() as index:
        rows = index.execute("SELECT source, url FROM documents WHERE site = ?", (wanted.site,)).fetchall()
    if not rows:
        raise BadProposal(f"no document is of the site {wanted.site}")
    hosts = {f"host:{wanted.site}" for row in rows if row["url"]}
    folders = {f"folder:{_folder(row['source'])}" for row in rows if not row["url"]}
    examples = list(islice(_line_examples(corpus, wanted.text, [row["source"] for row in rows]), 1))
    for source in sorted(hosts | folders):
        item = {"source": source, "text": mask_numbers(wanted.text), "decision": "accepted", "examples": examples}
        text = yaml_edit.add_item(text, "templates", item)
    return text


def _folder(source: str) -> str:
    return source.partition("#")[0] if "#" in source else source.rpartition("/")[0]


def _line_examples(corpus: Corpus, line: str, sources: Iterable[str]) -> Iterator[dict[str, str]]:
    """The line with those above and below it, which stay, in the first documents that have it."""
    for source in sources:
        lines = [each for each in _text(corpus, source, clean=False).split("\n") if each.strip()]
        for at, each in enumerate(lines):
            if each.strip() == line:
                around = [*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]]
                yield {
                    "document": source,
                    "before": "\n".join(lines[max(0, at - 1) : at + 2]),
                    "after": "\n".join(around),
                }


def _with_pair(text: str, corpus: Corpus, wanted: Proposal) -> str:
    text = yaml_edit.set_pair(text, "pairs", wanted.text, wanted.right)
    changed, staying = _sentence_examples(corpus, wanted)
    examples = [{"rule": wanted.text, "before": before, "after": after} for before, after in changed]
    for example in [*examples, *({"rule": wanted.text, "before": sentence} for sentence in staying)]:
        text = yaml_edit.add_item(text, "examples", example)
    return text


def _with_name(text: str, corpus: Corpus, wanted: Proposal) -> str:
    changed, staying = _sentence_examples(corpus, wanted)
    known = [entry for entry in yaml_file.parse(text).get("entries", []) if entry["prefLabel"] == wanted.right]
    labels = known[0]["altLabel"] if known else []
    variants = [*([labels] if isinstance(labels, str) else labels), wanted.text]
    item: dict[str, Any] = {"prefLabel": wanted.right, "altLabel": list(dict.fromkeys(variants)), "type": "term"}
    if changed:
        item |= {"changes": dict(changed)}
    if staying:
        item |= {"keeps": staying}
    return with_item(text, "entries", "prefLabel", item)


def with_item(text: str, key: str, name: str, item: dict[str, Any]) -> str:
    """The item behind the others, or in place of the one of the same name."""
    present = [entry[name] for entry in yaml_file.parse(text).get(key, [])]
    if item[name] in present:
        return yaml_edit.replace_item(text, key, present.index(item[name]), item)
    return yaml_edit.add_item(text, key, item)


def _with_selector(text: str, corpus: Corpus, wanted: Proposal) -> str:
    host = host_of(corpus, wanted)
    with corpus.index() as index:
        rows = index.execute("SELECT source FROM documents WHERE site = ? LIMIT ?", (host, _MOST_SEARCHED)).fetchall()
    others = [corpus.page(row["source"]) for row in rows if row["source"] != wanted.source]
    try:
        selector, pages = page_selectors.find_selector(
            corpus.page(wanted.source), others, wanted.text, field=wanted.kind
        )
    except ValueError as why:
        raise BadProposal(str(why)) from why
    known = yaml_file.parse(text).get(wanted.kind, [])
    selectors = [selector, *([known] if isinstance(known, str) else known)]
    text = yaml_edit.set_key(text, wanted.kind, list(dict.fromkeys(selectors)))
    for page in pages[: 1 + _STAYING]:
        text = yaml_edit.add_item(text, "pages", page)
    return text


def _sentence_examples(corpus: Corpus, wanted: Proposal) -> tuple[list[tuple[str, str]], list[str]]:
    """A sentence of the clean text that changes, with the changed one, and two that stay."""
    word = re.compile(rf"(?<!\w){re.escape(wanted.text)}(?!\w)")
    with_word = [each for each in islice(_sentences(corpus, wanted.text), 200) if word.search(each)]
    changed = [(sentence, word.sub(lambda _: wanted.right, sentence)) for sentence in with_word[:1]]
    staying = [each for each in _sentences_with_either(corpus, wanted.right) if not word.search(each)]
    return changed, staying[:_STAYING]


def _sentences_with_either(corpus: Corpus, words: str) -> Iterator[str]:
    yield from islice(_sentences(corpus, words), _STAYING)
    yield from islice(_sentences(corpus, ""), _STAYING)


def _sentences(corpus: Corpus, words: str) -> Iterator[str]:
    """Sentences of the clean texts that have some words."""
    query = "SELECT source FROM documents WHERE language IN ('en', '') ORDER BY id LIMIT ?"
    values: list[Any] = [_MOST_SEARCHED]
    if words:
        query = (
            "SELECT source FROM documents WHERE id IN (SELECT rowid FROM documents_text WHERE documents_text MATCH ?) "
            "ORDER BY id LIMIT ?"
        )
        values = [" ".join(f'"{word}"' for word in re.findall(r"[^\W_]+", words)), _MOST_SEARCHED]
    with corpus.index() as index:
        sources = [row[0] for row in index.execute(query, values)]
    for source in sources:
        for found in _SENTENCE.finditer(_text(corpus, source, clean=True)):
            if words in found[0]:
                yield found[0].strip()


def _text(corpus: Corpus, source: str, *, clean: bool) -> str:
    """The clean text of a document, or the one that was extracted."""
    found = corpus.document(source)
    if found is None or found.steps is None:
        return ""
    return replay(Document(source, b""), found.steps).text if clean else found.extracted
