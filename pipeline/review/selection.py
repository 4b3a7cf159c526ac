"""What a query string selects."""

from collections.abc import Mapping

from pipeline.review.index_tables import FACETS
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


def start_of(parameters: Mapping[str, str]) -> int:
    """The position of the first edit that a query string asks for, from 0."""
    number = parameters.get("start", "0")
    return int(number) if number.isdecimal() and len(number) < 12 else 0  # noqa: PLR2004 - digits
