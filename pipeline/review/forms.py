"""Forms of the review application: each becomes a decision, or takes one back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import pydantic
from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from pipeline.decisions import Decision, rule_id
from pipeline.review import proposals, queries
from pipeline.review.access import Access
from pipeline.review.corpus import Corpus
from pipeline.review.decision_marks import decides

_LARGEST_FORM = 8_000_000  # bytes; a line of a document can be long
_SCOPES = ("place", "document", "site", "everywhere")
_PLACE = 24  # characters on either side that identify a place


class Forms:
    """The forms of one corpus."""

    def __init__(self, corpus: Corpus, access: Access, templates: Environment) -> None:
        self._corpus, self._access, self._templates = corpus, access, templates

    async def decide(self, request: Request) -> Response:
        """Accept or refuse an edit, here, in the document, on the site or everywhere; or take that back.

        A script that asks for a fragment gets the card of the edit as it is now.
        """
        form = await form_of(request, self._access)
        row = self._row(form.get("edit", ""))
        if form.get("action") == "undo":
            fitting = [each for each in self._corpus.decisions() if decides(each, row)]
            self._corpus.withdraw(each.id for each in fitting)
        else:
            self._corpus.decide([self._decision(row, form)])
        if "fragment" not in request.headers:
            return back(form)
        card = self._templates.get_template("card.html")
        with self._corpus.index() as index:
            row = queries.edit(index, row["id"]) or row
            times = queries.times(index, [row["same"]])
        return HTMLResponse(card.render(row=row, next=form.get("next", "/"), times=times))

    async def decide_all(self, request: Request) -> Response:
        """Accept all edits of a page that nobody has decided yet."""
        form = await form_of(request, self._access)
        with self._corpus.index() as index:
            found = [queries.edit(index, int(key)) for key in form.get("edits", "").split() if key.isdecimal()]
        accepted = {"action": "accept", "scope": "everywhere"}
        self._corpus.decide([self._decision(row, accepted) for row in found if row is not None and not row["decision"]])
        return back(form)

    def _row(self, key: str) -> Any:
        with self._corpus.index() as index:
            row = queries.edit(index, int(key)) if key.isdecimal() and len(key) < 19 else None  # noqa: PLR2004 - 64 bits
        if row is None:
            raise HTTPException(404, "the edit is not there any more: a run has changed the document")
        return row

    def _decision(self, row: Any, form: Mapping[str, str]) -> Decision:
        """The decision on an edit, with its whole text: the index holds only the beginning of a long one."""
        values = dict(row)
        if edit := self._corpus.edit(row["source"], row["number"]):
            values |= {"before": edit.before, "after": edit.after}
        return _valid(decision_on(values, form.get("action", ""), form.get("scope", "everywhere"), form.get("why", "")))

    async def strike(self, request: Request) -> Response:
        """Remove a line of the document, of the site's documents, or of all."""
        form = await form_of(request, self._access)
        where = {"document": {"document": form.get("source", "")}, "site": {"site": form.get("site", "")}}
        scope = where.get(form.get("scope", ""), {})
        if not all(scope.values()):
            raise HTTPException(400, "the document is of no site: choose another scope")
        self._add({"action": "remove", "before": form.get("line", ""), "why": form.get("why", ""), **scope})
        return back(form)

    async def decide_name(self, request: Request) -> Response:
        """Replace a name that nothing decides, or note that it stays."""
        form = await form_of(request, self._access)
        value, right = form.get("value", ""), form.get("right", "").strip()
        if form.get("action") == "leave":
            self._add({"action": "accept", "rule": rule_id(form.get("rule", "")), "before": value})
            return back(form)
        with self._corpus.index() as index:
            found = queries.document(index, form.get("source", ""))
        scopes = {
            "document": {"document": form.get("source", "")},
            "site": {"site": found["site"] if found else ""},
            "everywhere": {},
        }
        scope = scopes.get(form.get("scope", ""))
        if scope is None or not all(scope.values()) or right == value:
            raise HTTPException(400, "give what is to be written, and where")
        self._add({"action": "replace", "before": value, "after": right, **scope})
        return back(form)

    async def decide_proposal(self, request: Request) -> Response:
        """Accept or reject a proposal of ``copydesk learn``."""
        form = await form_of(request, self._access)
        accepted = {"accept": True, "reject": False}.get(form.get("action", ""))
        if accepted is None or not proposals.decide(
            self._corpus.configs, form.get("proposal", ""), is_accepted=accepted
        ):
            raise HTTPException(404, "the proposal is not there any more")
        return back(form)

    async def keep(self, request: Request) -> Response:
        """Keep a block of a page that extraction left out."""
        form = await form_of(request, self._access)
        text = form.get("text", "").removesuffix("\N{HORIZONTAL ELLIPSIS}")
        self._add({"action": "keep", "before": text, "document": form.get("source", "")})
        return back(form)

    async def decide_aside(self, request: Request) -> Response:
        """Clean a document that was set aside all the same, or ignore it for good."""
        form = await form_of(request, self._access)
        self._add({"action": form.get("action", ""), "document": form.get("document", ""), "why": form.get("why", "")})
        return back(form)

    async def add_exception(self, request: Request) -> Response:
        """Take one document out of a decision that holds everywhere."""
        form = await form_of(request, self._access)
        decision = next((each for each in self._corpus.decisions() if each.id == form.get("decision")), None)
        if decision is None:
            raise HTTPException(404, "the decision was taken back")
        sources = tuple(dict.fromkeys((*decision.exceptions, form.get("document", ""))))
        self._corpus.decide([decision.model_copy(update={"exceptions": sources})])
        return back(form)

    async def set_field(self, request: Request) -> Response:
        """Set title, author or date of a document."""
        form = await form_of(request, self._access)
        fields = {"field": form.get("field", ""), "after": form.get("value", ""), "document": form.get("source", "")}
        self._add({"action": "set", **fields, "why": form.get("why", "")})
        return back(form)

    async def withdraw(self, request: Request) -> Response:
        """Take a decision back."""
        form = await form_of(request, self._access)
        self._corpus.withdraw([form.get("decision", "")])
        return back(form)

    async def refresh(self, request: Request) -> Response:
        """Read what runs have changed since."""
        form = await form_of(request, self._access)
        await run_in_threadpool(self._corpus.refresh)
        return back(form)

    def _add(self, parameters: Mapping[str, Any]) -> None:
        self._corpus.decide([_valid(parameters)])


def _valid(parameters: Mapping[str, Any]) -> Decision:
    try:
        return Decision.model_validate(parameters)
    except pydantic.ValidationError as why:
        raise HTTPException(400, why.errors()[0]["msg"]) from why


def decision_on(row: Mapping[str, Any], action: str, scope: str, why: str) -> dict[str, Any]:
    """The decision on an edit of the index, as the config spells it. Raises HTTPException for unknown words."""
    if action not in ("accept", "refuse") or scope not in _SCOPES:
        raise HTTPException(400, "a decision is accept or refuse, for place, document, site or everywhere")
    decision: dict[str, Any] = {key: row[key] for key in ("before", "after", "field")}
    decision |= {"action": action, "rule": rule_id(row["rule"]), "why": why}
    if scope in ("place", "document"):
        decision["document"] = row["source"]
    if scope == "place":
        decision |= {"left": row["left"][-_PLACE:], "right": row["right"][:_PLACE]}
    if scope == "site":
        decision["site"] = row["site"]
        if not row["site"]:
            raise HTTPException(400, "the document is of no site: choose another scope")
    return decision


async def form_of(request: Request, access: Access) -> dict[str, str]:
    """The fields of a form. Raises HTTPException for one that is too large, or not of a page of this server."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            raise HTTPException(413, "the form is too large")
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if not access.is_own_form(form.get("form_token", "")):
        raise HTTPException(403, "the form is not of this server, which was started anew: load the page again")
    return {key: value.replace("\r\n", "\n") for key, value in form.items()}


def back(form: Mapping[str, str]) -> RedirectResponse:
    """To the page that the form came from."""
    target = form.get("next", "/")
    is_local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return RedirectResponse(target if is_local else "/", 303)
