"""Head of a text: title, author and date from its lines, and which of these lines to remove."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pipeline.document import Fact
from pipeline.stages.metadata.credit_lines import Credits, CreditWords, is_credit, read_credits
from pipeline.stages.metadata.headline_evidence import HeadlineEvidence
from pipeline.stages.metadata.rule_words import HeadRules, is_no_headline, is_standfirst, is_title_case
from pipeline.text.headline_choice import (
    choose_headline,
    lines_before_paragraphs,
    repeated_title_lines,
)
from pipeline.text.headlines import is_headline, is_running_text

_MAX_HEAD_LINES = 200  # lines of a text that may be its head
_MAX_SHORT_WORD = 3  # letters of a preposition, article or conjunction at the end of half a headline
_MAX_LINES_TO_CREDIT = 4  # lines from a headline to its byline or date

COPIED = "headline-copied"
"""Rule of a title whose line stays in the text."""


class Head(NamedTuple):
    """Facts that were not known, and the numbers of the lines to remove with the rule that removes each."""

    facts: list[Fact]
    removed: dict[int, str]


def read_head(
    lines: Sequence[str],
    known: Mapping[str, str],
    rules: HeadRules,
    evidence: HeadlineEvidence,
    *,
    keep_title_lines: bool = False,
) -> Head:
    """Facts and lines to remove.

    1. A known title is removed where the text repeats it, at the head or as its last line, unless
       ``keep_title_lines`` says that the title was copied from there.
    2. If no title is known, the headline is searched. Its line is removed if there is evidence for it, else copied.
    3. In the head of the text, which ends where two paragraphs of article text follow each other, lines that are only
       a byline, or say when the text was published or updated, give author and date and are removed.
    """
    title = Head([], {})
    if "title" not in known:
        title = _from_page(evidence) or _headline(lines, known, rules, evidence)
    elif not keep_title_lines:
        title = Head([], dict.fromkeys(repeated_title_lines(lines, known["title"]), "title-repeated"))
    found = _credits(lines, known, rules.words, title.removed)
    facts = [
        *title.facts,
        Fact("author", found.author, "metadata/byline"),
        Fact("date", found.date, f"metadata/{found.date_rule}"),
    ]
    return Head([fact for fact in facts if fact.value and fact.field not in known], {**title.removed, **found.removed})


def _from_page(evidence: HeadlineEvidence) -> Head | None:
    """The headline of a page with a menu."""
    if evidence.headline is None:
        return None
    rule = "headline-page"
    return Head(
        [Fact("title", evidence.headline.title, f"metadata/{rule}")], dict.fromkeys(evidence.headline.numbers, rule)
    )


def _headline(lines: Sequence[str], known: Mapping[str, str], rules: HeadRules, evidence: HeadlineEvidence) -> Head:
    """The headline as a fact, and its lines. Credits of the text and of pictures are left out of the search.

    1. A line that is repeated, is below a menu or lost the site's name behind it, is removed.
    2. A line with a credit below it, in title case, or found as the last line, is removed unless worded like a
       standfirst.
    3. Another line worded like a standfirst is no title, unless a credit is below it. Of any other line the title is
       copied, and the line stays. So does a line that is the second half of a headline.
    """
    in_credits = _credits(lines, known, rules.words, ()).removed
    excluded = {
        number
        for number, line in _head_and_last(lines)
        if number in in_credits or (not is_running_text(line) and _is_other_credit(line, rules))
    }
    kept = [number for number in range(len(lines)) if number not in excluded]
    credited = [
        index
        for index, number in enumerate(kept)
        if number in evidence.credited or excluded.intersection(range(number + 1, number + _MAX_LINES_TO_CREDIT))
    ]
    on_page = [index for index, number in enumerate(kept) if number in evidence.on_page]
    choice = choose_headline([lines[number] for number in kept], rules.headline, credited, on_page)
    if not choice:
        return Head([], {})
    numbers = [kept[index] for index in choice.line_numbers]
    standfirst = is_standfirst(choice.title, rules)
    by_words = choice.rule == "headline-last" or is_title_case(choice.title, rules)
    by_credit = not set(credited).isdisjoint(choice.line_numbers)
    by_page = choice.rule == "headline-repeated" or not evidence.on_page.isdisjoint(numbers)
    is_complete = not any(_breaks_off(lines[number - 1]) for number in numbers if number)
    if is_complete and (by_page or (not standfirst and (by_words or by_credit))):
        return Head([Fact("title", choice.title, f"metadata/{choice.rule}")], dict.fromkeys(numbers, choice.rule))
    if standfirst and not by_credit:
        return Head([], {})
    return Head([Fact("title", choice.title, f"metadata/{COPIED}")], {})


def _breaks_off(line: str) -> bool:
    """Whether a line above a headline ends with a short word, as "Notice of", and so belongs to the headline."""
    last = line.split()[-1:]
    is_short = bool(last) and last[0].isalpha() and len(last[0]) <= _MAX_SHORT_WORD < len(line)
    return is_short and (last[0].islower() or line.isupper()) and not any(map(str.isdigit, line))


def _head_and_last(lines: Sequence[str]) -> list[tuple[int, str]]:
    """The lines among which a headline is searched, with their numbers."""
    head = list(enumerate(lines[:_MAX_HEAD_LINES]))
    return head if len(lines) <= _MAX_HEAD_LINES else [*head, (len(lines) - 1, lines[-1])]


def _credits(
    lines: Sequence[str], known: Mapping[str, str], words: CreditWords, title_lines: Collection[int]
) -> Credits:
    """Author and date from the head of the text, without the lines of the title."""
    others = [number for number in range(min(len(lines), _MAX_HEAD_LINES)) if number not in title_lines]
    head = others[: lines_before_paragraphs([lines[number] for number in others])]
    headline_end = sum(number < min(title_lines) for number in head) if title_lines else None
    found = read_credits(
        [lines[number] for number in head],
        words,
        author=known.get("author", ""),
        date=known.get("date", ""),
        headline_end=headline_end,
    )
    return found._replace(removed={head[index]: rule for index, rule in found.removed.items()})


def _is_other_credit(line: str, rules: HeadRules) -> bool:
    """Whether a line may look like a headline and is a credit of the text or of a picture."""
    if is_credit(line, rules.words):
        return True
    return is_headline(line) and is_no_headline(line, rules)
