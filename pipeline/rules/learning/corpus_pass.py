"""One pass over a corpus that gives both kinds of proposals, so that each document is cleaned once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from pipeline.document import Document
from pipeline.rules.learning import name_proposals, template_proposals
from pipeline.rules.learning.name_proposals import Cluster, Usages
from pipeline.rules.learning.prepared import prepare
from pipeline.rules.learning.recurring_lines import Sheet
from pipeline.rules.learning.sheet_cache import SheetCache
from pipeline.stages.boilerplate.site_templates import Template


def proposals(
    docs: Iterable[Document], rules: Mapping[str, Any], on_progress: Callable[[int], None] = lambda _: None
) -> tuple[list[Template], list[Cluster]]:
    """The templates and the names proposed for raw documents, highest score first."""
    usages = Usages()

    def sheets() -> Iterator[Sheet]:
        for number, one in enumerate(prepare(docs, rules), 1):
            usages.count(one.clean)
            yield template_proposals.sheet_of(one, rules)
            on_progress(number)

    templates = template_proposals.from_sheets(SheetCache(sheets()).read, rules)
    return templates, name_proposals.from_usages(usages, rules)
