"""The web application: pages to read, forms to decide. It serves this machine only and loads nothing from a network.

Forms work without script. A form is accepted from a page of this server only: ``Origin`` and ``Host`` are checked, so
no other page in the browser can decide. The raw page is shown in a frame without scripts and without network.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from pipeline.review.corpus import Corpus
from pipeline.review.forms import Forms
from pipeline.review.pages import Pages

_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)


def create_app(corpus: Corpus, *, hosts: tuple[str, ...] = ("127.0.0.1", "localhost")) -> FastAPI:
    """The application for one corpus. ``hosts`` are the names under which it may be addressed."""
    app = FastAPI(title="copydesk review", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    pages, forms = Pages(corpus), Forms(corpus)

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

    app.get("/")(pages.overview)
    app.get("/edits")(pages.edits)
    app.get("/same/{same}")(pages.same)
    app.get("/document/{source:path}")(pages.document)
    app.get("/page/{source:path}")(pages.page)
    app.get("/decisions")(pages.decisions)
    app.get("/names")(pages.names)
    app.get("/aside")(pages.aside)
    app.get("/teach")(pages.teach)
    app.get("/report.html")(pages.report)
    for path, action in (
        ("/decide", forms.decide),
        ("/strike", forms.strike),
        ("/set", forms.set_field),
        ("/aside", forms.decide_aside),
        ("/except", forms.add_exception),
        ("/withdraw", forms.withdraw),
        ("/teach", pages.propose),
        ("/accept", forms.accept_rule),
        ("/refresh", forms.refresh),
    ):
        app.post(path)(action)
    return app
