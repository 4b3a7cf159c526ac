"""The overview as values for a page, and as one self-contained HTML file to send around."""

import sqlite3
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pipeline.io.stores import open_store
from pipeline.review import queries, run_queries
from pipeline.review.corpus import Corpus
from pipeline.review.index import count_copies
from pipeline.review.queries import Selection
from pipeline.review.templating import environment

_DOUBTFUL = 0.75  # confidence below which an edit is listed as doubtful
_SAMPLES = 12


def overview(index: sqlite3.Connection, corpus: Corpus) -> dict[str, Any]:
    """What the overview shows: totals, facets, sites, runs, doubtful edits, and what was set aside."""
    every = Selection()
    asides, groups = corpus.asides(), run_queries.site_runs(index)
    return {
        "totals": run_queries.totals(index, groups),
        "stages": queries.facet(index, "stage", every),
        "rules": queries.facet(index, "rule", every),
        "edits_by_site": queries.facet(index, "site", every),
        "sites": run_queries.sites(groups),
        "changed": run_queries.changed_sites(groups),
        "changed_rules": run_queries.changed_rules(index),
        "runs": run_queries.runs(index),
        "doubtful": queries.different_edits(index, Selection({"decision": ""}, below=_DOUBTFUL), most=_SAMPLES),
        "doubtful_number": queries.count(index, Selection({"decision": ""}, below=_DOUBTFUL)),
        "asides": asides[:_SAMPLES],
        "asides_number": len(asides),
        "duplicates_number": count_copies(open_store(corpus.clean)),
    }


def write(corpus: Corpus, path: Path) -> None:
    """Read what is new in the corpus, and write the report on it. Raises OSError, sqlite3.Error."""
    corpus.refresh()
    with corpus.index() as index:
        path.write_text(render(index, corpus, environment()), "utf-8")


def render(index: sqlite3.Connection, corpus: Corpus, templates: Environment) -> str:
    """The overview and samples as one file: styles inside, no script, no reference to anything outside."""
    style = (Path(__file__).parent / "static" / "style.css").read_text("utf-8")
    values = overview(index, corpus) | {"repeated": queries.repeated(index, most=_SAMPLES)}
    return templates.get_template("report.html").render(style=Markup(style), clean=corpus.clean, **values)  # noqa: S704 - a file of the package
