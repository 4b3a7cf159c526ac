"""The templates of the review application, with the filters they use."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, select_autoescape

from pipeline.review.edit_rows import CONTEXT
from pipeline.review.plots import bars
from pipeline.review.queries import MOST_COUNTED


def environment(form_token: str = "") -> Environment:
    """The templates, escaped by default; ``form_token`` goes into every form."""
    templates = Environment(loader=PackageLoader("pipeline.review"), autoescape=select_autoescape(), trim_blocks=True)
    templates.filters["number"] = lambda value: f"{value:,}"
    templates.filters["percent"] = lambda value: f"{100 * (value or 0):.1f} %"
    templates.filters["day"] = lambda start_ns: f"{datetime.fromtimestamp(start_ns / 1e9, UTC):%Y-%m-%d %H:%M} UTC"
    templates.filters["query"] = lambda values: urlencode({key: value for key, value in values.items() if value})
    templates.filters |= {"visible": visible, "as_sentence": as_sentence, "before": text_before, "behind": text_behind}
    templates.globals |= {"bars": bars, "form_token": form_token, "most_counted": MOST_COUNTED}
    return templates


def as_sentence(text: str) -> str:
    """A text with a capital at its start, and no other letter changed."""
    return text[:1].upper() + text[1:]


def text_before(text: str) -> str:
    r"""The part of a line before an edit; where it is cut, from its first whole word.

    >>> text_before("The end.\nHe will ")
    'He will '
    """
    line = text.rpartition("\n")[2]
    return f"\N{HORIZONTAL ELLIPSIS} {line.partition(' ')[2]}" if len(line) == CONTEXT else line


def text_behind(text: str) -> str:
    r"""The part of a line behind an edit; where it is cut, to its last whole word.

    >>> text_behind(" it.\nThe")
    ' it.'
    """
    line = text.partition("\n")[0]
    return f"{line.rpartition(' ')[0]} \N{HORIZONTAL ELLIPSIS}" if len(line) == CONTEXT else line


def visible(text: str) -> str:
    r"""A text with its line feeds shown, and with its spaces shown where it has nothing else.

    >>> visible("a b\n"), visible("  ")
    ('a b↵', '␣␣')
    """
    shown = text.replace("\n", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}")
    return shown if shown.strip() else "\N{OPEN BOX}" * len(shown)
