"""Small bar charts as SVG, made on the server: readable without script and for a screen reader."""

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup, escape

_BAR, _GAP, _LABEL, _WIDTH, _NUMBER = 16, 8, 190, 560, 70  # pixels
_LONGEST = 26  # characters of a label


def bars(title: str, values: Sequence[tuple[str, int]], path: str = "") -> Markup:
    """Horizontal bars with their labels and numbers; empty where there are no values.

    With a ``path`` each bar is a link to it and the label.
    """
    if not values:
        return Markup()
    most = max(number for _, number in values) or 1
    rows = "".join(_row(at, label, number, most, path) for at, (label, number) in enumerate(values))
    described = ", ".join(f"{label or 'none'} {number:,}" for label, number in values)
    role = f'role="group" aria-label="{escape(title)}"'
    if not path:
        role = f'role="img" aria-label="{escape(title)}: {escape(described)}"'
    height = len(values) * (_BAR + _GAP)
    return Markup(f'<svg class="plot" viewBox="0 0 {_WIDTH} {height}" {role}>{rows}</svg>')  # noqa: S704 - all escaped


def _row(at: int, label: str, number: int, most: int, path: str) -> str:
    top = at * (_BAR + _GAP)
    width = max(1, round((_WIDTH - _LABEL - _NUMBER) * number / most))
    shown = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
    row = (
        f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(shown or "none")}</text>'
        f'<rect x="{_LABEL}" y="{top}" width="{width}" height="{_BAR}" rx="2"></rect>'
        f'<text x="{_LABEL + width + 6}" y="{top + 13}">{number:,}</text>'
    )
    if not path:
        return row
    name = f"{escape(label or 'none')}: {number:,}"
    return f'<a href="{escape(path)}{escape(quote(label))}" aria-label="{name}">{row}</a>'
