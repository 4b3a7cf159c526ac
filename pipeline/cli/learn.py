"""The command ``copydesk learn``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import load, project, terminal
from pipeline.cli.options import Configs, Raw

if TYPE_CHECKING:
    from pipeline.document import Document
    from pipeline.rules.loading import RuleSet

_Into = Annotated[
    Path | None, typer.Option(help="Folder of rules that the proposals are written to.", show_default="configs")
]


def learn(
    raw: Raw = None,
    *,
    into: _Into = None,
    configs: Configs = None,
    accept: Annotated[float, typer.Option(help="Lowest score of a proposal that is written.")] = 0.4,
) -> None:
    """Propose rules from a corpus: the templates of its sites, the variants of its names.

    A proposal changes nothing until you set its decision to accepted. One that you rejected is not proposed again.
    """
    from pipeline.cli import progress
    from pipeline.rules.learning import corpus_pass, name_proposals, template_proposals

    found = project.find()
    into = into or Path(found.configs or "configs")
    rule_set = load.load_rule_set(configs)
    with progress.show_count("reading", "documents") as on_progress:
        documents = _documents(raw or found.raw, rule_set)
        templates, names = corpus_pass.proposals(documents, rule_set.rules, on_progress)
    templates = [one for one in template_proposals.accepted(templates, least=accept) if one.would_change]
    names = name_proposals.accepted(names, least=accept)
    files = template_proposals.files(templates, known=template_proposals.known_templates(rule_set.rules))
    files |= name_proposals.files(names, known=name_proposals.known_names(rule_set.rules))
    for path, text in sorted(files.items()):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_text(text, "utf-8")
        terminal.echo(terminal.printable_line(str(into / path)))
    typer.echo(
        f"{len(templates):,} templates and {len(names):,} names are proposed; none is active. Set `decision: accepted` "
        f"or `decision: rejected` in these files, then run: copydesk check",
        err=True,
    )


def _documents(raw: str, rule_set: "RuleSet") -> "Iterator[Document]":
    from pipeline.document import Document
    from pipeline.io.readers.raw_files import read_documents
    from pipeline.io.sources import list_sources
    from pipeline.io.stores import open_store

    pages = open_store(raw)
    for source in list_sources(pages):
        for item in read_documents(pages, source, rule_set.corpus):
            if isinstance(item, Document):
                yield item
