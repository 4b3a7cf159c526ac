"""Decide which lines of a text the line classifier may remove.

1. If rules found nothing, the classifier is not used: an article without boilerplate costs nothing and loses nothing,
   and a text that was cleaned once stays as it is. Nor is it used where no content would remain.
2. The threshold is lower on an extractor's output than on a whole page, because the training weighted lost content
   higher there. For a line that reads like a sentence it is higher everywhere.
3. The headline stays, and above the content the lines with author and date: the metadata stage needs them. A line
   between two lines of content may be a subheading and has a threshold of its own.
"""

from collections.abc import Mapping, Sequence

import pydantic

from pipeline import line_classifier
from pipeline.line_classifier import RuleMatch
from pipeline.text import headline_choice
from pipeline.text.headlines import is_running_text
from pipeline.text.lines import is_sentence
from pipeline.text.patterns import PatternSet

_HEADLINE = headline_choice.Thresholds(
    max_lines_above_text=12,
    top_lines=4,
    min_shared_words=3,
    min_lead_words=2,
    min_lead_words_below_top=3,
    min_shared_share=0.4,
    min_shared_share_last=0.6,
)
_BYLINE_LINES = 8  # lines above the content that may name author and date


class ClassifierSettings(pydantic.BaseModel):
    """When the line classifier is used, and from which probability it removes a line."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    enabled: bool = pydantic.Field(default=True, description="whether the line classifier runs")
    min_lines: int = pydantic.Field(default=5, ge=1, description="lines of a text from which the classifier is used")
    min_rule_matches: int = pydantic.Field(default=1, ge=0, description="lines that rules must have removed")
    threshold: float = pydantic.Field(default=0.4, gt=0, le=1, description="probability from which a line is removed")
    page_min_rule_matches: int = pydantic.Field(default=2, ge=0, description="min_rule_matches of a whole page ...")
    page_other_share: float = pydantic.Field(default=0.5, ge=0, le=1, description="... its share of non-sentences")
    page_threshold: float = pydantic.Field(default=0.5, gt=0, le=1, description="threshold for a whole page")
    sentence_threshold: float = pydantic.Field(default=0.6, gt=0, le=1, description="threshold for a sentence")
    subheading_threshold: float = pydantic.Field(default=0.7, gt=0, le=1, description="threshold between two sentences")


def removable_lines(
    lines: Sequence[str],
    rule_matches: Sequence[RuleMatch],
    settings: ClassifierSettings,
    *,
    bylines: PatternSet,
    has_title: bool,
) -> Mapping[int, float]:
    """Return the numbers of the lines to remove, each with its probability.

    ``rule_matches`` has one entry a line; ``bylines`` match lines with author or date; ``has_title`` says that the
    headline is known already and needs no line.
    """
    certain = rule_matches.count(RuleMatch.ANYWHERE)
    if not settings.enabled or certain < settings.min_rule_matches or len(lines) < settings.min_lines:
        return {}
    scores = line_classifier.score_lines(lines, rule_matches)
    remaining = [at for at, match in enumerate(rule_matches) if match is RuleMatch.NONE]
    sentences = {at for at, line in enumerate(lines) if is_sentence(line) or is_running_text(line)}
    is_page = certain >= settings.page_min_rule_matches and len(sentences) <= (1 - settings.page_other_share) * len(
        lines
    )
    threshold = settings.page_threshold if is_page else settings.threshold
    removed = {at for at in remaining if scores[at] >= (settings.sentence_threshold if at in sentences else threshold)}
    content = [at for at in remaining if at in sentences and at not in removed]
    if not content:
        return {}
    protected = _metadata_lines(lines, remaining, content, bylines=bylines, has_title=has_title)
    protected |= {at for at in _between(remaining, content) if scores[at] < settings.subheading_threshold}
    return {at: scores[at] for at in sorted(removed - protected)}


def _metadata_lines(
    lines: Sequence[str], remaining: Sequence[int], content: Sequence[int], *, bylines: PatternSet, has_title: bool
) -> set[int]:
    """The headline, byline and date just above the content; the headline may also be the last line."""
    above = [at for at in remaining if at < content[0]]
    last = remaining[-1:] if remaining[-1] > content[-1] else ()
    candidates = [*above[-_HEADLINE.max_lines_above_text :], *content, *last]
    choice = None if has_title else headline_choice.choose_headline([lines[at] for at in candidates], _HEADLINE)
    headline = {candidates[at] for at in choice.line_numbers} if choice else set()
    begin = max((at for at in headline if at in above), default=-1)
    return headline | {at for at in above[-_BYLINE_LINES:] if at > begin and bylines.matches(lines[at])}


def _between(remaining: Sequence[int], content: Sequence[int]) -> set[int]:
    """The lines between two lines of content."""
    known = set(content)
    threes = zip(remaining, remaining[1:], remaining[2:], strict=False)
    return {at for above, at, below in threes if above in known and below in known}
