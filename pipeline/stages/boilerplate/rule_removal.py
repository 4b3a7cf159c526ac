"""Apply the rules to all lines of a document, and remove copies of lines, until nothing more is removed."""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.stages.boilerplate.content_range import ContentRange, find_content_range
from pipeline.stages.boilerplate.repeated_lines import RULE as REPEATED_LINE
from pipeline.stages.boilerplate.repeated_lines import repeated_lines, without_repeated_half
from pipeline.stages.boilerplate.schema import Rules
from pipeline.text.lines import Line, ascii_punctuation, split_lines

_MIN_PAGE_MATCHES = 12  # lines that rules match in a whole page with menus and lists


class RuleRemoval(NamedTuple):
    """Number of each removed line -> id of its rule, and the range of the article text that remains."""

    removed: dict[int, str]
    content: ContentRange


def rule_lines(text: str, rules: Rules) -> list[Line]:
    """The non-empty lines of a text as rules see them."""
    lines = split_lines(ascii_punctuation(text))
    return [without_repeated_half(line, min_length=rules.repeated_line) for line in lines]


def remove_by_rules(lines: Sequence[Line], rules: Rules) -> RuleRemoval:
    """The lines that rules remove. Each pass sees the text without the lines that earlier passes removed."""
    matches = rules.matcher.matches(lines)
    is_page = sum(map(bool, matches)) >= _MIN_PAGE_MATCHES
    remaining, removed = list(range(len(lines))), dict[int, str]()
    while True:
        rows = [lines[number] for number in remaining]
        row_matches = [matches[number] for number in remaining]
        content = find_content_range(rows, row_matches)
        more = rules.matcher.removed_lines(rows, row_matches, content, is_page=is_page)
        copies = () if more else repeated_lines(lines, removed, min_length=rules.repeated_line)
        if not more and not copies:
            return RuleRemoval(removed, _in_document(content, remaining, len(lines)))
        removed |= {remaining[row]: rule.id for row, rule in more.items()} | dict.fromkeys(copies, REPEATED_LINE)
        remaining = [number for number in remaining if number not in removed]


def _in_document(content: ContentRange, remaining: Sequence[int], size: int) -> ContentRange:
    """A range among the remaining lines as numbers of all lines."""
    first = remaining[content.first] if content.first < len(remaining) else size
    return ContentRange(first, remaining[content.last] if content.last >= 0 else -1)
