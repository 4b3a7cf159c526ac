"""The templates of the review application, with the filters they use."""

from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline.review.plots import bars


def environment() -> Environment:
    """The templates, escaped by default."""
    templates = Environment(loader=PackageLoader("pipeline.review"), autoescape=select_autoescape(), trim_blocks=True)
    templates.filters["number"] = lambda value: f"{value:,}"
    templates.filters["percent"] = lambda value: f"{100 * (value or 0):.1f} %"
    templates.filters["query"] = lambda values: urlencode({key: value for key, value in values.items() if value})
    templates.filters["visible"] = visible
    templates.globals["bars"] = bars
    return templates


def visible(text: str) -> str:
    r"""A text with its line feeds shown, and with its spaces shown where it has nothing else.

    >>> visible("a b\n"), visible("  ")
    ('a b↵', '␣␣')
    """
    shown = text.replace("\n", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}")
    return shown if shown.strip() else "\N{OPEN BOX}" * len(shown)
