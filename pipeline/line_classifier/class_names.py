"""How the names that authors of pages give their boxes sound: like furniture, like an article, like nothing known."""

import re
from collections.abc import Mapping

from pipeline.line_classifier.html_blocks import Box

_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST_NAME = 3

Hints = Mapping[str, float]
"""A tag (``<p``) or a word of a class, an id, a role -> log-odds that what stands in such a box is furniture."""


def class_names(box: Box) -> list[str]:
    """What a box is called: its tag, and the words of its class, id and role.

    >>> from lxml.html import fromstring
    >>> class_names(Box(fromstring("<p class='storyBody is-last'>"), None))
    ['<p', 'story', 'body', 'last']
    """
    return ["<" + box.tag, *(name.lower() for name in _NAME.findall(box.named) if len(name) >= _SHORTEST_NAME)]


class ClassNameScores:
    """How the names of a box, and of those it stands in, sound; each box is asked once."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.heard: dict[int, tuple[float, ...]] = {}
        self.called: dict[tuple[str, str], tuple[float, float, float]] = {}

    def of(self, box: Box) -> tuple[float, ...]:
        """Mean of its own names; most and least of its own and of all around it; their sum, farther ones fainter."""
        known = self.heard.get(id(box))
        if known is None:
            own, most, least = self._called(box)
            _, up_most, up_least, path, near, near_least = self.of(box.above) if box.above else (0.0, -9, 9, 0, 0, 0)
            near, near_least = (most, least) if box.named else (near, near_least)
            known = (own, max(most, up_most), min(least, up_least), path * 0.7 + own, near, near_least)
            self.heard[id(box)] = known
        return known

    def _called(self, box: Box) -> tuple[float, float, float]:
        """Mean, most and least of what its own names say; pages call many boxes alike."""
        known = self.called.get((box.tag, box.named))
        if known is None:
            odds = [self.hints.get(name, 0.0) for name in class_names(box)]
            known = self.called[box.tag, box.named] = sum(odds) / len(odds), max(odds), min(odds)
        return known
