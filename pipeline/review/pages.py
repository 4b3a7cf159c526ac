"""Pages of the review application: what each shows, rendered from the templates."""

import json
from collections.abc import Iterable
from typing import Any

import pydantic
from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from pipeline.decisions import site_of
from pipeline.document import Fact, Step
from pipeline.review import queries, report, teaching
from pipeline.review.corpus import Corpus
from pipeline.review.decision_marks import FACETS
from pipeline.review.forms import form_of, is_about
from pipeline.review.marked_text import edits_of_steps, lines_of, marked_text
from pipeline.review.queries import PAGE_SIZE
from pipeline.review.selection import page_of, selection_of
from pipeline.review.templating import environment

_PAGE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MOST_COPIES = 200


def dropped_blocks(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The blocks of an HTML page that extraction left out, each with its score and reason, in page order."""
    facts = (finding for step in steps for finding in step.findings if isinstance(finding, Fact))
    values = [fact.value for fact in facts if fact.field == "dropped_blocks"]
    return [json.loads(line) for value in values for line in value.split("\n") if line]


class Pages:
    """The pages of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._templates = environment()

    def _render(self, name: str, request: Request, **values: Any) -> HTMLResponse:
        shown = self._templates.get_template(f"{name}.html").render(
            page=name, clean=self._corpus.clean, here=str(request.url.path), query=request.url.query, **values
        )
        return HTMLResponse(shown)

    def overview(self, request: Request) -> HTMLResponse:
        """Totals, edits by stage, rule and site, sites that changed, runs, doubtful edits."""
        with self._corpus.index() as index:
            return self._render("overview", request, **report.overview(index, self._corpus))

    def edits(self, request: Request) -> HTMLResponse:
        """Edits by facets and search, the most doubtful first."""
        parameters = dict(request.query_params)
        selection, page = selection_of(parameters), page_of(parameters)
        with self._corpus.index() as index:
            rows = queries.edits(index, selection, page=page)
            total = queries.count(index, selection)
            facets = {name: queries.facet(index, name, selection) for name in FACETS}
            repeated = queries.repeated(index, selection, most=8) if page == 0 else []
        return self._render(
            "edits",
            request,
            rows=rows,
            total=total,
            facets=facets,
            repeated=[row for row in repeated if row["n"] > 1],
            given=parameters,
            number=page,
            pages=-(-total // PAGE_SIZE),
        )

    def same(self, request: Request, same: str) -> HTMLResponse:
        """The same edit in every document that has it."""
        with self._corpus.index() as index:
            rows = queries.same_edits(index, same)
        if not rows:
            raise HTTPException(404, "no document has this edit any more")
        first = rows[0]
        everywhere = next((each for each in self._corpus.decisions() if is_about(each, first)), None)
        return self._render("same", request, rows=rows, first=first, everywhere=everywhere)

    def document(self, request: Request, source: str) -> HTMLResponse:
        """Raw text and clean text side by side, with every edit marked."""
        found = self._corpus.document(source)
        if found is None or found.steps is None:
            raise HTTPException(404, f"{source} is not among the clean documents")
        edits = edits_of_steps(found.steps)
        with self._corpus.index() as index:
            rows = queries.edits_of_document(index, source)
        return self._render(
            "document",
            request,
            source=source,
            fields=found.fields,
            pieces=marked_text(found.steps),
            lines=lines_of(marked_text(found.steps)),
            edits=edits,
            rows=rows,
            dropped=dropped_blocks(found.steps),
            facts=[finding for step in found.steps for finding in step.findings if not hasattr(finding, "span")],
            site=site_of(source, found.fields.get("url", "")),
            has_page=bool(self._corpus.raw) and source.lower().endswith((".html", ".htm", ".xhtml")),
            decisions=[each for each in self._corpus.decisions() if each.document in ("", source)],
        )

    def page(self, source: str) -> Response:
        """The raw page, without scripts and network."""
        raw = self._corpus.raw_document(source)
        if raw is None:
            raise HTTPException(404, f"{source} is not among the raw files")
        return Response(raw.raw, media_type="text/html", headers={"Content-Security-Policy": _PAGE_POLICY})

    def decisions(self, request: Request) -> HTMLResponse:
        """All decisions, the last first."""
        return self._render("decisions", request, decisions=self._corpus.decisions()[::-1])

    def names(self, request: Request) -> HTMLResponse:
        """Names that nothing decides."""
        with self._corpus.index() as index:
            return self._render("names", request, rows=queries.undecided(index))

    def aside(self, request: Request) -> HTMLResponse:
        """What was set aside, with reason and remedy; and copies."""
        decided = {
            each.document: each.action for each in self._corpus.decisions() if each.action in ("clean", "ignore")
        }
        return self._render(
            "aside",
            request,
            asides=[each for each in self._corpus.asides() if decided.get(each.id) != "ignore"],
            duplicates=self._corpus.duplicates()[:_MOST_COPIES],
            decided=decided,
            raw=self._corpus.raw,
        )

    def teach(self, request: Request) -> HTMLResponse:
        """A form for a new rule."""
        parameters = dict(request.query_params)
        return self._render("teach", request, given=parameters, kinds=teaching.KINDS, effect=None, problem="")

    def report(self) -> HTMLResponse:
        """The overview with samples as one file without references."""
        with self._corpus.index() as index:
            return HTMLResponse(report.render(index, self._corpus, self._templates))

    async def propose(self, request: Request) -> Response:
        """Show what a rule would do before it is written."""
        form = await form_of(request)
        try:
            effect, problem = teaching.preview(self._corpus, teaching.proposal(form)), ""
        except (teaching.BadProposal, pydantic.ValidationError) as why:
            effect, problem = None, str(why)
        return self._render("teach", request, given=form, kinds=teaching.KINDS, effect=effect, problem=problem)
