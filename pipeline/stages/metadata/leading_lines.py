"""Head of a text: title, author and date from its lines, and which of these lines to remove."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pipeline.document import Fact
from pipeline.stages.metadata.credit_lines import Credits, CreditWords, is_credit, read_credits
from pipeline.text.headline_choice import (
    Thresholds,
    choose_headline,
    lines_before_paragraphs,
    repeated_title_lines,
)
from pipeline.text.headlines import is_headline, is_running_text

_MAX_LINES_TO_CREDIT = 4  # lines from a headline to its byline or date


class HeadRules(NamedTuple):
    """Rules for the head of a text: headline thresholds, words of credits, and what no headline contains."""

    headline: Thresholds
    words: CreditWords
    not_headlines: re.Pattern[str]


def read_head(lines: Sequence[str], known: Mapping[str, str], rules: HeadRules) -> tuple[list[Fact], dict[int, str]]:
    """Facts that are not known yet, and the numbers of the lines to remove with the rule that removes them.

    1. A known title is removed where the text repeats it, at the head or as its last line.
    2. If no title is known, the headline is searched and removed.
    3. In the head of the text, which ends where two paragraphs of article text follow each other, lines that are only
       a byline, or say when the text was published or updated, give author and date and are removed.
    """
    if "title" in known:
        facts: list[Fact] = []
        removed = dict.fromkeys(repeated_title_lines(lines, known["title"]), "title-repeated")
    else:
        facts, removed = _headline(lines, known, rules)
    credits_found = _credits(lines, known, rules.words, removed)
    facts.append(Fact("author", credits_found.author, "metadata/byline"))
    facts.append(Fact("date", credits_found.date, f"metadata/{credits_found.date_rule}"))
    facts = [fact for fact in facts if fact.value and fact.field not in known]
    return facts, {**removed, **credits_found.removed}


def _headline(lines: Sequence[str], known: Mapping[str, str], rules: HeadRules) -> tuple[list[Fact], dict[int, str]]:
    """The headline as a fact, and its lines. Credits of the text and of pictures are left out of the search."""
    in_credits = _credits(lines, known, rules.words, ()).removed
    excluded = {
        number
        for number, line in enumerate(lines)
        if number in in_credits or (not is_running_text(line) and _is_other_credit(line, rules))
    }
    kept = [number for number in range(len(lines)) if number not in excluded]
    credited = [
        index
        for index, number in enumerate(kept)
        if excluded.intersection(range(number + 1, number + _MAX_LINES_TO_CREDIT))
    ]
    choice = choose_headline([lines[number] for number in kept], rules.headline, credited)
    if not choice:
        return [], {}
    numbers = [kept[index] for index in choice.line_numbers]
    return [Fact("title", choice.title, f"metadata/{choice.rule}")], dict.fromkeys(numbers, choice.rule)


def _credits(
    lines: Sequence[str], known: Mapping[str, str], words: CreditWords, title_lines: Collection[int]
) -> Credits:
    """Author and date from the head of the text, without the lines of the title."""
    others = [number for number in range(len(lines)) if number not in title_lines]
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
    return is_credit(line, rules.words) or (is_headline(line) and bool(rules.not_headlines.search(line)))
