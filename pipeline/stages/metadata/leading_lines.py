"""The top of a text: what its lines say of title, author and day, and which of them say nothing else."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from pipeline.document import Fact
from pipeline.stages.metadata import credit_lines
from pipeline.stages.metadata.credit_lines import Words
from pipeline.text import headline_choice
from pipeline.text.headline_choice import Thresholds
from pipeline.text.headlines import is_headline, is_running_text

_BEFORE_CREDIT = 4  # lines from a headline on in which its byline or date stands


class Signs(NamedTuple):
    """By what title and credits are told: when a line is a headline, the words of credits, what is in no headline."""

    sure: Thresholds
    words: Words
    no_headline: re.Pattern[str]


def read(lines: Sequence[str], known: Mapping[str, str], signs: Signs) -> tuple[list[Fact], dict[int, str]]:
    """What the lines say that is not known yet, and the places of the lines to go with the rule that says so.

    1. A title that is known goes where it stands again, at the head of the text or as its last line.
    2. Where none is known the headline is sought, and goes.
    3. In the head of the text, which ends where two paragraphs of reporting follow each other, lines that are a
       byline or say when the text was published or updated become author and date, and go.
    """
    if "title" in known:
        facts: list[Fact] = []
        gone = dict.fromkeys(headline_choice.repeated_title_lines(lines, known["title"]), "title-repeated")
    else:
        facts, gone = _headline(lines, known, signs)
    signed = _credit(lines, known, signs.words, gone)
    facts += Fact("author", signed.author, "metadata/byline"), Fact("date", signed.day, f"metadata/date-{signed.sure}")
    return [fact for fact in facts if fact.value and fact.field not in known], {**gone, **signed.drops}


def _headline(lines: Sequence[str], known: Mapping[str, str], signs: Signs) -> tuple[list[Fact], dict[int, str]]:
    signed = _credit(lines, known, signs.words, ()).drops
    apart = {
        at for at, line in enumerate(lines) if at in signed or (not is_running_text(line) and _is_other(line, signs))
    }
    left = [at for at in range(len(lines)) if at not in apart]
    credited = [i for i, at in enumerate(left) if apart.intersection(range(at + 1, at + _BEFORE_CREDIT))]
    choice = headline_choice.choose_headline([lines[at] for at in left], signs.sure, credited)
    if not choice:
        return [], {}
    return [Fact("title", choice.title, f"metadata/{choice.rule}")], dict.fromkeys(
        (left[at] for at in choice.line_numbers), choice.rule
    )


def _credit(
    lines: Sequence[str], known: Mapping[str, str], words: Words, titled: Collection[int]
) -> credit_lines.Credit:
    """What the lines at the head say of author and day, but for those that are the title."""
    left = [at for at in range(len(lines)) if at not in titled]
    zone = left[: headline_choice.lines_before_paragraphs([lines[at] for at in left])]
    behind = sum(at < min(titled) for at in zone) if titled else None
    author, day = known.get("author", ""), known.get("date", "")
    read = credit_lines.read([lines[at] for at in zone], words, author=author, day=day, headline=behind)
    return read._replace(drops={zone[at]: rule for at, rule in read.drops.items()})


def _is_other(line: str, signs: Signs) -> bool:
    """Whether a line may look like a headline and is none: a credit of the text or of a picture."""
    return credit_lines.is_credit(line, signs.words) or (is_headline(line) and bool(signs.no_headline.search(line)))
