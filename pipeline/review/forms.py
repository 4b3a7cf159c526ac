"""Forms of the review application: each becomes a decision, or takes one back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import pydantic
from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from pipeline.decisions import Decision, rule_id
from pipeline.review import queries, teaching
from pipeline.review.corpus import Corpus

_LARGEST_FORM = 1_000_000  # bytes
_SCOPES = ("place", "document", "site", "everywhere")


class Forms:
    """The forms of one corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

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
                if decides(decision, row):
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


def decides(decision: Decision, row: Any) -> bool:
    """Whether a decision accepts or refuses the edit of a row of the index."""
    same = (decision.before.strip(), decision.after.strip()) == (row["before"].strip(), row["after"].strip())
    here = row["left"].endswith(decision.left) and row["right"].startswith(decision.right)
    applies = decision.action in ("accept", "refuse") and decision.holds_for_source(row["source"], row["site"])
    return same and here and applies


def is_about(decision: Decision, row: Any) -> bool:
    """Whether a decision holds everywhere for the edit of a row."""
    anywhere = not (decision.document or decision.site or decision.left or decision.right)
    return anywhere and decides(decision.model_copy(update={"exceptions": ()}), row)


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
