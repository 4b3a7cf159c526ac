"""Pages of the review application: what each shows, rendered from the templates."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from pipeline.decisions import can_be_cleaned, rule_id, site_of
from pipeline.document import Edit, Fact, Step
from pipeline.review import proposals, queries, report
from pipeline.review.corpus import Corpus
from pipeline.review.decision_marks import is_about
from pipeline.review.edit_rows import confidence_of, text_numbers
from pipeline.review.index_tables import FACETS
from pipeline.review.marked_text import edits_of_steps, lines_of, marked_text, shortened
from pipeline.review.selection import as_parameter, place_of, selection_of

_PAGE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MOST_COPIES, _MOST_ASIDES = 200, 200  # that are listed
_MOST_LINES, _LONGEST_LINE, _MOST_EDITS = 2000, 5000, 300  # of a document that are shown; characters of a line
_SNIFFED = 2000  # bytes in which a page must show that it is HTML


def dropped_blocks(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The blocks of an HTML page that extraction left out, each with its score and reason, in page order."""
    facts = (finding for step in steps for finding in step.findings if isinstance(finding, Fact))
    values = [fact.value for fact in facts if fact.field == "dropped_blocks"]
    return [json.loads(line) for value in values for line in value.split("\n") if line]


def render(templates: Environment, corpus: Corpus, name: str, request: Request, **values: Any) -> str:
    """A page from the template of its name, with what every page shows."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return templates.get_template(f"{name}.html").render(page=name, clean=corpus.clean, here=here, **values)


def is_web_page(source: str, content: bytes) -> bool:
    """Whether a raw file is shown as a page; anything else is shown as text."""
    return source.lower().endswith((".html", ".htm", ".xhtml")) or b"<html" in content[:_SNIFFED].lower()


class Pages:
    """The pages of one corpus."""

    def __init__(self, corpus: Corpus, templates: Environment) -> None:
        self._corpus, self._templates = corpus, templates

    def _render(self, name: str, request: Request, *, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(render(self._templates, self._corpus, name, request, **values), status)

    async def problem(self, request: Request, why: Exception) -> Response:
        """What was wrong with a request, on a page that leads on."""
        status = why.status_code if isinstance(why, HTTPException) else 500
        reason = why.detail if isinstance(why, HTTPException) else str(why)
        return self._render("problem", request, status=status, reason=reason)

    def overview(self, request: Request) -> HTMLResponse:
        """Totals, edits by stage, rule and site, sites that changed, runs, doubtful edits."""
        with self._corpus.index() as index:
            return self._render("overview", request, **report.overview(index, self._corpus))

    def edits(self, request: Request) -> HTMLResponse:
        """Edits by facets and search, the most doubtful first, each once however many documents have it."""
        parameters = dict(request.query_params)
        selection, behind = selection_of(parameters), place_of(parameters)
        with self._corpus.index() as index:
            shown = queries.different_edits(index, selection, behind=behind)
            total = queries.count(index, selection)
            facets = {name: queries.facet(index, name, selection) for name in FACETS}
        following = as_parameter(shown.last)
        return self._render(
            "edits", request, shown=shown, following=following, total=total, facets=facets, selected=parameters
        )

    def same(self, request: Request, same: str) -> HTMLResponse:
        """The same edit in every document that has it."""
        with self._corpus.index() as index:
            rows = queries.same_edits(index, same)
            times = queries.times(index, [same])[same]
        if not rows:
            raise HTTPException(404, "no document has this edit any more")
        first = rows[0]
        everywhere = next((each for each in self._corpus.decisions() if is_about(each, first)), None)
        return self._render("same", request, rows=rows, first=first, times=times, everywhere=everywhere)

    def document(self, request: Request, source: str) -> HTMLResponse:
        """Raw text and clean text side by side, with every edit marked."""
        found = self._corpus.document(source)
        if found is None or found.steps is None:
            raise HTTPException(404, f"{source} is not among the clean documents")
        edits = edits_of_steps(found.steps)
        site = site_of(source, found.fields.get("url", ""))
        decisions = [each for each in self._corpus.decisions() if each.holds_for_source(source, site)]
        with self._corpus.index() as index:
            rows = queries.edits_of_document(index, source, most=_MOST_EDITS)
        lines = lines_of(marked_text(found.steps))
        return self._render(
            "document",
            request,
            source=source,
            fields=found.fields,
            lines=[shortened(line, most=_LONGEST_LINE) for line in lines[:_MOST_LINES]],
            most_lines=_MOST_LINES,
            number_of_lines=len(lines),
            longest_line=_LONGEST_LINE,
            edits=edits,
            numbers=text_numbers(found.steps),
            about=self._about(),
            rows=rows,
            kept={each.before for each in decisions if each.action == "keep"},
            struck={each.before.strip() for each in decisions if each.action == "remove"},
            dropped=dropped_blocks(found.steps),
            facts=[finding for step in found.steps for finding in step.findings if not hasattr(finding, "span")],
            site=site,
            has_page=bool(self._corpus.raw) and source.lower().endswith((".html", ".htm", ".xhtml")),
            decisions=[each for each in decisions if each.document == source],
        )

    def _about(self) -> Callable[[Edit], str]:
        """A function that gives the rule of an edit, its confidence, and an example of the rule."""
        examples = self._corpus.rule_examples()

        def about(edit: Edit) -> str:
            confidence = confidence_of(edit.rule)
            sure = f", confidence {confidence:.2f}" if confidence < 1 else ""
            example = examples.get(rule_id(edit.rule), "")
            return f"{rule_id(edit.rule)}{sure}{'; for example ' if example else ''}{example}"

        return about

    def page(self, source: str) -> Response:
        """The raw page, without scripts and network."""
        content = self._corpus.raw_bytes(source)
        if content is None:
            raise HTTPException(404, f"{source} is not among the raw files")
        kind = "text/html" if is_web_page(source, content) else "text/plain; charset=utf-8"
        return Response(content, media_type=kind, headers={"Content-Security-Policy": _PAGE_POLICY})

    def decisions(self, request: Request) -> HTMLResponse:
        """All decisions, the last first."""
        return self._render("decisions", request, decisions=self._corpus.decisions()[::-1])

    def names(self, request: Request) -> HTMLResponse:
        """Names that nothing decides."""
        with self._corpus.index() as index:
            rows = queries.undecided(index)
        decided = {each.before for each in self._corpus.decisions() if each.action in ("accept", "replace")}
        return self._render("names", request, rows=[row for row in rows if row["value"] not in decided])

    def proposals(self, request: Request) -> HTMLResponse:
        """What ``copydesk learn`` proposes."""
        configs = self._corpus.configs
        return self._render("proposals", request, proposals=proposals.pending(configs), configs=configs)

    def aside(self, request: Request) -> HTMLResponse:
        """What was set aside, with reason and remedy; and copies."""
        decided = {
            each.document: each.action for each in self._corpus.decisions() if each.action in ("clean", "ignore")
        }
        asides = self._corpus.asides()
        return self._render(
            "aside",
            request,
            asides=[each for each in asides if decided.get(each.id) != "ignore"][:_MOST_ASIDES],
            total=len(asides),
            duplicates=self._corpus.duplicates()[:_MOST_COPIES],
            decided=decided,
            can_be_cleaned=can_be_cleaned,
            raw_text=self._corpus.raw_text,
        )

    def report(self) -> HTMLResponse:
        """The overview with samples as one file without references."""
        with self._corpus.index() as index:
            return HTMLResponse(report.render(index, self._corpus, self._templates))
