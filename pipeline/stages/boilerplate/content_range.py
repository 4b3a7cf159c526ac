"""Where the article text of a document begins and ends, and which rules apply before, in and after it."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.stages.boilerplate.rule import Rule, Where
from pipeline.text.lines import Line, is_sentence


class ContentRange(NamedTuple):
    """Numbers of the first and the last line of article text. Without any, every line is before and after it."""

    first: int
    last: int

    def allows(self, where: Where, number: int) -> bool:
        """Whether a rule for the position ``where`` applies to the line, whatever the lines next to it are."""
        if where == "any":
            return True
        if where == "first":
            return number == 0
        if where == "beside":
            return False
        return (where != "end" and number < self.first) or (where != "start" and number > self.last)


TITLE_POSITION = ContentRange(1, 0)
"""The range for the line of a title: line 0 is before the article text and not after it."""


def find_content_range(lines: Sequence[Line], matches: Sequence[Sequence[Rule]]) -> ContentRange:
    """The range from the first to the last long sentence that no rule for any position matches."""
    content = [
        number
        for number, line in enumerate(lines)
        if is_sentence(line.text) and all(rule.where != "any" for rule in matches[number])
    ]
    return ContentRange(content[0], content[-1]) if content else ContentRange(len(lines), -1)
