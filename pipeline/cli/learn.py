"""The command ``copydesk learn``."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import load, project, terminal
from pipeline.cli.options import Configs, Raw

if TYPE_CHECKING:
    from pipeline.document import Document

_Into = Annotated[
    Path | None, typer.Option(help="Folder of rules that the proposals are written to.", show_default="configs")
]


def learn(
    raw: Raw = None,
    *,
    into: _Into = None,
    configs: Configs = None,
    accept: Annotated[float, typer.Option(help="Lowest score of a proposal that is written.")] = 0.6,
) -> None:
    """Propose rules from a corpus: the templates of its sites, the variants of its names."""
    from pipeline.document import Document
    from pipeline.io.readers.raw_files import read_documents
    from pipeline.io.sources import list_sources
    from pipeline.io.stores import open_store
    from pipeline.rules.learning import name_proposals, template_proposals

    found = project.find()
    into = into or Path(found.configs or "configs")
    rule_set, pages = load.load_rule_set(configs), open_store(raw or found.raw)

    def read() -> "Iterator[Document]":
        for source in list_sources(pages):
            for item in read_documents(pages, source, rule_set.corpus):
                if isinstance(item, Document):
                    yield item

    templates = template_proposals.templates(read, rule_set.rules)
    known = template_proposals.known_templates(rule_set.rules)
    proposals = template_proposals.files(template_proposals.accepted(templates, least=accept), known=known)
    names = name_proposals.clusters(read, rule_set.rules)
    proposals |= name_proposals.files(name_proposals.accepted(names, least=accept))
    for path, text in sorted(proposals.items()):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_text(text, "utf-8")
        terminal.echo(terminal.printable_line(str(into / path)))
    typer.echo(f"{len(proposals):,} files of proposals. Read them, then run: copydesk check --configs {into}", err=True)
