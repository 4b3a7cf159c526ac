"""Log-odds of boilerplate from the tag, class, id and role names of a block's elements."""

import re
from collections.abc import Mapping

from pipeline.line_classifier.html_blocks import Box

_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST_NAME = 3
_DECAY = 0.7  # of the sum over ancestors, for each level
_NO_ANCESTORS = (0.0, -9.0, 9.0, 0.0, 0.0, 0.0)

Figures = tuple[float, float, float, float, float, float]
ClassNameOdds = Mapping[str, float]
"""A tag (``<p``) or a word of a class, an id, a role -> log-odds that text in such an element is boilerplate."""


def class_names(box: Box) -> list[str]:
    """The names of an element: its tag, and the words of its class, id and role.

    >>> from lxml.html import fromstring
    >>> class_names(Box(fromstring("<p class='storyBody is-last'>"), "p", None))
    ['<p', 'story', 'body', 'last']
    """
    return ["<" + box.tag, *(name.lower() for name in _NAME.findall(box.names) if len(name) >= _SHORTEST_NAME)]


class ClassNameScores:
    """Log-odds by the names of an element and of its ancestors, computed once for each element."""

    def __init__(self, odds: ClassNameOdds) -> None:
        self.odds = odds
        self._by_box: dict[Box, Figures] = {}
        self._by_names: dict[tuple[str, str], tuple[float, float, float]] = {}

    def of(self, box: Box) -> Figures:
        """Six figures for an element.

        1. The mean of its own names.
        2. The maximum and the minimum over its own names and those of all ancestors.
        3. The sum of the means of it and its ancestors, with less weight for distant ones.
        4. The maximum and the minimum of the nearest element that has a class, an id or a role.
        """
        known = self._by_box.get(box)
        if known is None:
            mean, most, least = self._by_names.get((box.tag, box.names)) or self._own(box)
            _, outer_most, outer_least, path, near_most, near_least = (
                self.of(box.parent) if box.parent else _NO_ANCESTORS
            )
            if box.names:
                near_most, near_least = most, least
            known = self._by_box[box] = (
                mean,
                max(outer_most, most),
                min(outer_least, least),
                path * _DECAY + mean,
                near_most,
                near_least,
            )
        return known

    def _own(self, box: Box) -> tuple[float, float, float]:
        """Mean, maximum and minimum over the element's own names; many elements of a page share them."""
        odds = [self.odds.get(name, 0.0) for name in class_names(box)]
        known = self._by_names[box.tag, box.names] = sum(odds) / len(odds), max(odds), min(odds)
        return known
