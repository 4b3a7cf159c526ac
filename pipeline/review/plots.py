"""Small bar charts as SVG, made on the server: readable without script and for a screen reader."""

from collections.abc import Sequence

from markupsafe import Markup, escape

_BAR, _GAP, _LABEL, _WIDTH, _NUMBER = 16, 8, 190, 560, 70  # pixels


def bars(title: str, values: Sequence[tuple[str, int]]) -> Markup:
    """Horizontal bars with their labels and numbers; empty where there are no values."""
    if not values:
        return Markup()
    most = max(number for _, number in values) or 1
    height = len(values) * (_BAR + _GAP)
    bar_width = _WIDTH - _LABEL - _NUMBER
    rows = []
    for at, (label, number) in enumerate(values):
        top = at * (_BAR + _GAP)
        width = max(1, round(bar_width * number / most))
        shown = label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
        rows.append(
            f'<text x="{_LABEL - 8}" y="{top + 13}" text-anchor="end">{escape(shown or "none")}</text>'
            f'<rect x="{_LABEL}" y="{top}" width="{width}" height="{_BAR}" rx="2"></rect>'
            f'<text x="{_LABEL + width + 6}" y="{top + 13}">{number:,}</text>'
        )
    described = ", ".join(f"{label or 'none'} {number:,}" for label, number in values)
    return Markup(  # noqa: S704 - every label is escaped
        f'<svg class="plot" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(title)}: '
        f'{escape(described)}">{"".join(rows)}</svg>'
    )


_LONGEST = 26  # characters of a label
