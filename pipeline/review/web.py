"""The web application: pages to read, forms to decide. It serves this machine only and loads nothing from a network.

Forms work without script. ``access`` decides who may send one.
"""

from pathlib import Path

from fastapi import FastAPI, HTTPException
from fastapi.staticfiles import StaticFiles

from pipeline.review.access import Access
from pipeline.review.corpus import Corpus
from pipeline.review.follower import Follower
from pipeline.review.forms import Forms
from pipeline.review.pages import Pages
from pipeline.review.teach_pages import TeachPages
from pipeline.review.templating import environment

_HERE = Path(__file__).parent


def create_app(corpus: Corpus, access: Access, follower: Follower | None = None) -> FastAPI:
    """The application for one corpus; a ``follower`` keeps its index up to date meanwhile."""
    app = FastAPI(title="copydesk review", docs_url=None, redoc_url=None, openapi_url=None)
    app.mount("/static", StaticFiles(directory=_HERE / "static"), name="static")
    app.middleware("http")(access.guard)
    templates = environment(access.form_token)
    templates.globals["is_reading"] = lambda: follower is not None and follower.is_reading
    pages = Pages(corpus, templates)
    forms = Forms(corpus, access, templates)
    teaching = TeachPages(corpus, access, templates)
    app.exception_handler(HTTPException)(pages.problem)

    app.get("/")(pages.overview)
    app.get("/edits")(pages.edits)
    app.get("/same/{same}")(pages.same)
    app.get("/document/{source:path}")(pages.document)
    app.get("/page/{source:path}")(pages.page)
    app.get("/decisions")(pages.decisions)
    app.get("/names")(pages.names)
    app.get("/proposals")(pages.proposals)
    app.get("/aside")(pages.aside)
    app.get("/teach")(teaching.form)
    app.get("/report.html")(pages.report)
    for path, action in (
        ("/decide", forms.decide),
        ("/decide-all", forms.decide_all),
        ("/strike", forms.strike),
        ("/keep", forms.keep),
        ("/names", forms.decide_name),
        ("/proposals", forms.decide_proposal),
        ("/set", forms.set_field),
        ("/aside", forms.decide_aside),
        ("/except", forms.add_exception),
        ("/withdraw", forms.withdraw),
        ("/teach", teaching.propose),
        ("/accept", teaching.accept),
        ("/refresh", forms.refresh),
    ):
        app.post(path)(action)
    return app
