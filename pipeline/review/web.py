"""The web application: pages to read, forms to decide. It serves this machine only and loads nothing from a network.

Forms work without script. A form is accepted from a page of this server only: ``Origin`` and ``Host`` are checked, so
no other page in the browser can decide. The raw page is shown in a frame without scripts and without network.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pydantic
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline.decisions import Decision, rule_id, site_of
from pipeline.review import queries, report, teaching
from pipeline.review.corpus import Corpus
from pipeline.review.index import FACETS
from pipeline.review.marked_text import Piece, edits_of_steps, marked_text
from pipeline.review.plots import bars
from pipeline.review.queries import PAGE_SIZE, Selection

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
_PAGE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_MOST_COPIES = 200
_LARGEST_FORM = 1_000_000  # bytes
_SCOPES = ("place", "document", "site", "everywhere")


def create_app(corpus: Corpus, *, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The application for one corpus. ``hosts`` are the names under which it may be addressed."""
    app = FastAPI(title="copydesk review", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    view = View(corpus)

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname
        if host not in hosts:
            return Response("unknown host", 421)
        origin = request.headers.get("origin")
        if request.method == "POST" and origin and urlsplit(origin).hostname not in hosts:
            return Response("forms are accepted from this server's own pages only", 403)
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        return response

    app.get("/")(view.overview)
    app.get("/edits")(view.edits)
    app.get("/same/{same}")(view.same)
    app.get("/document/{source:path}")(view.document)
    app.get("/page/{source:path}")(view.page)
    app.get("/decisions")(view.decisions)
    app.get("/names")(view.names)
    app.get("/aside")(view.aside)
    app.get("/teach")(view.teach)
    app.get("/report.html")(view.report)
    for path, action in (
        ("/decide", view.decide),
        ("/strike", view.strike),
        ("/set", view.set_field),
        ("/aside", view.decide_aside),
        ("/except", view.add_exception),
        ("/withdraw", view.withdraw),
        ("/teach", view.propose),
        ("/accept", view.accept_rule),
        ("/refresh", view.refresh),
    ):
        app.post(path)(action)
    return app


def environment() -> Environment:
    """The templates, escaped by default."""
    templates = Environment(loader=PackageLoader("pipeline.review"), autoescape=select_autoescape(), trim_blocks=True)
    templates.filters["number"] = lambda value: f"{value:,}"
    templates.filters["percent"] = lambda value: f"{100 * (value or 0):.1f} %"
    templates.filters["query"] = lambda values: urlencode({key: value for key, value in values.items() if value})
    templates.filters["visible"] = visible
    templates.globals["bars"] = bars
    return templates


class View:
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
            lines=_lines(marked_text(found.steps)),
            edits=edits,
            rows=rows,
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

    async def decide(self, request: Request) -> Response:
        """Accept or refuse an edit, here, in the document, on the site or everywhere."""
        form = await form_of(request)
        with self._corpus.index() as index:
            row = queries.edit(index, int(form.get("edit", "0") or 0))
        if row is None:
            raise HTTPException(404, "the edit is not there any more: a run has changed the document")
        action, scope = form.get("action", ""), form.get("scope", "everywhere")
        if action == "undo":
            for decision in self._corpus.decisions():
                if (decision.before.strip(), decision.after.strip()) == (row["before"].strip(), row["after"].strip()):
                    self._corpus.withdraw(decision.id)
        else:
            self._add(decision_on(dict(row), action, scope, why=form.get("why", "")))
        return back(form)

    async def strike(self, request: Request) -> Response:
        """Remove a line of the document, of the site's documents, or of all."""
        form = await form_of(request)
        scope = {"document": form.get("source", "")} if form.get("scope") == "document" else {}
        if form.get("scope") == "site":
            scope = {"site": form.get("site", "")}
        self._add({"action": "remove", "before": form.get("line", ""), "why": form.get("why", ""), **scope})
        return back(form)

    async def decide_aside(self, request: Request) -> Response:
        """Clean a document that was set aside all the same, or ignore it for good."""
        form = await form_of(request)
        self._add({"action": form.get("action", ""), "document": form.get("document", ""), "why": form.get("why", "")})
        return back(form)

    async def add_exception(self, request: Request) -> Response:
        """Take one document out of a decision that holds everywhere."""
        form = await form_of(request)
        decision = next((each for each in self._corpus.decisions() if each.id == form.get("decision")), None)
        if decision is None:
            raise HTTPException(404, "the decision was taken back")
        sources = tuple(dict.fromkeys((*decision.exceptions, form.get("document", ""))))
        self._corpus.decide(decision.model_copy(update={"exceptions": sources}))
        return back(form)

    async def set_field(self, request: Request) -> Response:
        """Set title, author or date of a document."""
        form = await form_of(request)
        parameters = {
            "field": form.get("field", ""),
            "after": form.get("value", ""),
            "document": form.get("source", ""),
        }
        self._add({"action": "set", **parameters, "why": form.get("why", "")})
        return back(form)

    async def withdraw(self, request: Request) -> Response:
        """Take a decision back."""
        form = await form_of(request)
        self._corpus.withdraw(form.get("decision", ""))
        return back(form)

    async def propose(self, request: Request) -> Response:
        """Show what a rule would do before it is written."""
        form = await form_of(request)
        try:
            effect, problem = teaching.preview(self._corpus, teaching.proposal(form)), ""
        except (teaching.BadProposal, pydantic.ValidationError) as why:
            effect, problem = None, str(why)
        return self._render("teach", request, given=form, kinds=teaching.KINDS, effect=effect, problem=problem)

    async def accept_rule(self, request: Request) -> Response:
        """Write the rule."""
        form = await form_of(request)
        try:
            teaching.write(self._corpus.configs, teaching.proposal(form))
        except teaching.BadProposal as why:
            raise HTTPException(400, str(why)) from why
        return RedirectResponse("/decisions", 303)

    async def refresh(self, request: Request) -> Response:
        """Read what runs have changed since."""
        self._corpus.refresh()
        return back(await form_of(request))

    def _add(self, parameters: Mapping[str, Any]) -> None:
        try:
            self._corpus.decide(Decision.model_validate(parameters))
        except pydantic.ValidationError as why:
            raise HTTPException(400, why.errors()[0]["msg"]) from why


def visible(text: str) -> str:
    r"""A text with its line feeds shown, and with its spaces shown where it has nothing else.

    >>> visible("a b\n"), visible("  ")
    ('a b↵', '␣␣')
    """
    shown = text.replace("\n", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}")
    return shown if shown.strip() else "\N{OPEN BOX}" * len(shown)


def selection_of(parameters: Mapping[str, str]) -> Selection:
    """The selection that a query string names."""
    facets = {name: parameters[name] for name in FACETS if name in parameters}
    if parameters.get("open"):
        facets["decision"] = ""
    try:
        below = float(parameters["below"]) if parameters.get("below") else None
    except ValueError:
        below = None
    return Selection(facets, parameters.get("q", ""), below)


def is_about(decision: Decision, row: Any) -> bool:
    """Whether a decision holds everywhere for the edit of a row."""
    anywhere = not (decision.document or decision.site or decision.left or decision.right)
    same = (decision.before.strip(), decision.after.strip()) == (row["before"].strip(), row["after"].strip())
    return anywhere and same and decision.action in ("accept", "refuse")


def page_of(parameters: Mapping[str, str]) -> int:
    """The number of the page that a query string names, from 0."""
    number = parameters.get("page", "0")
    return int(number) if number.isdecimal() and len(number) < 9 else 0  # noqa: PLR2004 - digits


def decision_on(row: Mapping[str, Any], action: str, scope: str, *, why: str) -> dict[str, Any]:
    """The decision on an edit of the index, as the config spells it. Raises HTTPException for unknown words."""
    if action not in ("accept", "refuse") or scope not in _SCOPES:
        raise HTTPException(400, "a decision is accept or refuse, for place, document, site or everywhere")
    decision: dict[str, Any] = {key: row[key] for key in ("before", "after", "field")}
    decision |= {"action": action, "rule": rule_id(row["rule"]), "why": why}
    if scope in ("place", "document"):
        decision["document"] = row["source"]
    if scope == "place":
        decision |= {"left": row["left"][-24:], "right": row["right"][:24]}
    if scope == "site":
        decision["site"] = row["site"]
    return decision


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form. Raises HTTPException for one that is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            raise HTTPException(413, "the form is too large")
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def back(form: Mapping[str, str]) -> RedirectResponse:
    """To the page that the form came from."""
    target = form.get("next", "/")
    return RedirectResponse(target if target.startswith("/") and not target.startswith("//") else "/", 303)


def _lines(pieces: list[Piece]) -> list[list[Piece]]:
    """The pieces of each line; a line ends where text that was kept or removed has a line feed."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        parts = piece.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                lines.append([])
            if part:
                lines[-1].append(piece._replace(text=part))
    return [line for line in lines if line]
