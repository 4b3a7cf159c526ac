"""Rules for the head of a text, compiled for a language."""

import re
from typing import NamedTuple

from pipeline.stages.metadata.credit_lines import CreditWords
from pipeline.text.headline_choice import Thresholds

_MAX_LENGTH = 135  # characters of a headline that only its words tell from a standfirst
_MIN_CONTENT_WORD = 4  # letters
_MIN_TITLE_WORDS = 3  # content words of a headline in title case
_MIN_TITLE_CASE = 0.7  # share of capitalised content words
_WORD = re.compile(r"[^\W\d_]+")
_NO_HEADLINE_MARKS = re.compile(r"[\[\]()]|[-\N{EN DASH}\N{EM DASH}]$")


class HeadRules(NamedTuple):
    """Headline thresholds, words of credits, and words that headlines do not have.

    ``not_headlines`` is in no headline. ``standfirst_words`` are words of the past tense, which few headlines have.
    ``uses_title_case`` tells whether headlines of the language may have capitals on all content words.
    """

    headline: Thresholds
    words: CreditWords
    not_headlines: re.Pattern[str]
    standfirst_words: frozenset[str]
    uses_title_case: bool


def is_no_headline(line: str, rules: HeadRules) -> bool:
    """Whether a line in the shape of a headline is the credit of a picture, or starts like a byline."""
    return bool(rules.not_headlines.search(line) or rules.words.bylines.openers.match(line))


def is_title_case(line: str, rules: HeadRules) -> bool:
    """Whether nearly all content words of a line have capitals, in a language that writes headlines so."""
    content = [word for word in _WORD.findall(line) if len(word) >= _MIN_CONTENT_WORD]
    capitalised = sum(word[0].isupper() for word in content)
    return rules.uses_title_case and len(content) >= _MIN_TITLE_WORDS and capitalised >= _MIN_TITLE_CASE * len(content)


def is_standfirst(line: str, rules: HeadRules) -> bool:
    """Whether a line that may be a headline or not is worded like a standfirst, a caption or a label.

    1. It has brackets, ends with a dash, or is very long.
    2. Or it has words of a sentence in the past tense, and is neither a question nor in title case.
    """
    if len(line) > _MAX_LENGTH or _NO_HEADLINE_MARKS.search(line):
        return True
    past_tense = any(word.casefold() in rules.standfirst_words for word in _WORD.findall(line))
    return past_tense and not line.endswith("?") and not is_title_case(line, rules)
