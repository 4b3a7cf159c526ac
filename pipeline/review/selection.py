"""What a query string selects."""

from collections.abc import Mapping

from pipeline.review.decision_marks import FACETS
from pipeline.review.queries import Selection


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


def page_of(parameters: Mapping[str, str]) -> int:
    """The number of the page that a query string names, from 0."""
    number = parameters.get("page", "0")
    return int(number) if number.isdecimal() and len(number) < 9 else 0  # noqa: PLR2004 - digits
