"""Pages on which rules are taught: a form, the effect of the rule on the corpus, its acceptance."""

from collections.abc import Mapping
from typing import Any

import pydantic
from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment

from pipeline.review import teaching
from pipeline.review.access import Access
from pipeline.review.corpus import Corpus
from pipeline.review.forms import form_of
from pipeline.review.pages import render
from pipeline.review.taught_rules import BadProposal


class TeachPages:
    """The pages of one corpus on which rules are taught."""

    def __init__(self, corpus: Corpus, access: Access, templates: Environment) -> None:
        self._corpus, self._access, self._templates = corpus, access, templates

    def form(self, request: Request) -> HTMLResponse:
        """A form for a new rule."""
        return self._page(request, dict(request.query_params))

    async def propose(self, request: Request) -> Response:
        """Show what a rule would do before it is written."""
        form = await form_of(request, self._access)
        try:
            wanted = teaching.proposal(form)
            effect = await run_in_threadpool(teaching.preview, self._corpus, wanted)
        except (BadProposal, pydantic.ValidationError) as why:
            return self._page(request, form, problem=str(why))
        return self._page(request, form, effect=effect)

    async def accept(self, request: Request) -> Response:
        """Write the rule."""
        form = await form_of(request, self._access)
        try:
            await run_in_threadpool(teaching.accept, self._corpus, teaching.proposal(form))
        except BadProposal as why:
            raise HTTPException(400, str(why)) from why
        return RedirectResponse("/decisions", 303)

    def _page(self, request: Request, entered: Mapping[str, str], **values: Any) -> HTMLResponse:
        kinds = teaching.KINDS
        return HTMLResponse(
            render(self._templates, self._corpus, "teach", request, entered=entered, kinds=kinds, **values)
        )
