"""Clean pages: one by one, or many in worker processes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cleaner import page_input
from pipeline.cleaner.cleaned_document import CleanedDocument, Result
from pipeline.cleaner.page_input import Page

if TYPE_CHECKING:
    from pipeline.document import Document
    from pipeline.rules.loading import RuleSet
    from pipeline.stage import Stage


class Cleaner:
    """Cleans pages with a set of rules.

    ``configs`` is a folder of rules over the default ones; ``style`` is a house style of names, e.g. "guardian".
    Raises BadRules if a rule is invalid.

    >>> doc = Cleaner(style="guardian").clean("Kiev said the plan was definately on.")
    >>> doc.text
    'Kyiv said the plan was definitely on.'
    >>> doc.undo("typos/definately"), doc.undo()
    ('Kyiv said the plan was definately on.', 'Kiev said the plan was definately on.')
    """

    def __init__(
        self,
        *,
        configs: str | Path | None = None,
        style: str | None = None,
        stages: "Sequence[Stage] | None" = None,
        rules: "RuleSet | None" = None,
    ) -> None:
        """Load the rules. ``stages``: see ``with_stages``; ``rules`` are used instead of loading them."""
        from pipeline.rules.loading import load_rules
        from pipeline.stages import STAGES

        _check_types(configs=configs, style=style, stages=stages)
        self._configs = None if configs is None else str(configs)
        self._style = style
        self._stages = None if stages is None else tuple(stages)
        self.rules = rules or load_rules(self._configs, style=style, stages=STAGES if stages is None else stages)

    def with_stages(self, stages: "Sequence[Stage]") -> "Cleaner":
        """A cleaner with the same rules that runs these stages in this order, e.g. ``[*STAGES, my_stage]``.

        A stage is a module, or any object with ``__name__``, a class ``Rules`` and a function ``find``. If ``configs``
        has a file ``<name>.yaml`` for it, pass ``stages`` to Cleaner instead. Raises TypeError for anything else.
        """
        return Cleaner(configs=self._configs, style=self._style, stages=stages)

    def clean(self, page: Page, *, url: str = "", html: bool | None = None, source: str = "page") -> CleanedDocument:
        """Clean one page: text, or HTML, as str or bytes; or a mapping with ``text`` or ``html``, ``url`` and so on.

        ``html`` says whether the page is HTML; by default its content decides. ``url`` is the page's address, by which
        site rules are chosen. ``source`` names the document in its record.
        Raises Unreadable with reason and remedy if there is no article, and TypeError for wrong types.
        """
        doc = page_input.document_of(page, url=url, html=html, source=source)
        return CleanedDocument(self.clean_document(doc), self.rules.digest)

    def clean_document(self, doc: "Document") -> "Document":
        """Clean a raw Document. Raises Unreadable."""
        from pipeline.clean import clean
        from pipeline.stages import STAGES

        if len(doc.raw) > self.rules.corpus.max_bytes:
            raise self.rules.corpus.size_exceeded()
        if self._stages is not None:
            return clean(doc, self.rules.rules, self._stages)
        return clean(doc, self.rules.rules, STAGES, digest=self.rules.digest)

    def clean_many(self, documents: Iterable[Page], *, workers: int = 1) -> Iterator[Result]:
        """Clean many pages in worker processes; the results come in the order of the pages.

        A page that cannot be cleaned is a result with its reason. The limits of ``corpus.yaml`` on time and memory hold
        for each page. Raises TypeError for wrong types.
        """
        if isinstance(documents, (str, bytes)) or not isinstance(documents, Iterable):
            raise TypeError(f"documents must be an iterable of pages, not {type(documents).__name__}")
        if isinstance(workers, bool) or not isinstance(workers, int):
            raise TypeError(f"workers must be int, not {type(workers).__name__}")
        if workers < 1:
            raise ValueError(f"workers must be 1 or more, not {workers}")
        from pipeline.cleaner import process_pool
        from pipeline.cleaner.pool_worker import Setup
        from pipeline.rules.cache import pickled

        setup = Setup(pickled(self.rules), self._stages)
        docs = (page_input.document_of(page, source=f"page {number}") for number, page in enumerate(documents, 1))
        return process_pool.clean_all(docs, setup, self.rules, workers=workers)


def _check_types(*, configs: object, style: object, stages: "Sequence[Stage] | None") -> None:
    if configs is not None and not isinstance(configs, (str, Path)):
        raise TypeError(f"configs must be the path of a folder, not {type(configs).__name__}")
    if style is not None and not isinstance(style, str):
        raise TypeError(f"style must be str, not {type(style).__name__}")
    for stage in stages or ():
        missing = [name for name in ("__name__", "Rules", "find") if not hasattr(stage, name)]
        if missing:
            raise TypeError(f"a stage must have __name__, Rules and find; {stage!r:.60} has no {missing[0]}")
