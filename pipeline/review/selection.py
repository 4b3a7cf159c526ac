"""What a query string selects."""

from collections.abc import Mapping

from pipeline.review.index_tables import FACETS
from pipeline.review.queries import Place, Selection


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


def place_of(parameters: Mapping[str, str]) -> Place | None:
    """The place behind which the page begins that a query string asks for."""
    try:
        confidence, words, key = parameters.get("behind", "").split("_")
        return Place(float(confidence), int(words), int(key))
    except ValueError:
        return None


def as_parameter(place: Place | None) -> str:
    """A place as ``place_of`` reads it; empty for none."""
    return "_".join(map(str, place)) if place else ""
