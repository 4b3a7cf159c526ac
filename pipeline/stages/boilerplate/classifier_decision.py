"""What the line model is asked, and what it is not: which lines of a text are furniture by its opinion.

1. A text in which rules found nothing is not asked about: an article without furniture costs nothing and loses
   nothing, and what was cleaned once stays as it is. Nor does the model speak where it would leave no reporting.
2. It knows what rules said of each line, so it is as sure of itself as they find much. To lose reporting counts more in
   what it learned of extractors' texts than of whole pages, so on a page with much around its article it must be surer;
   and of what reads like a sentence it must be surer anywhere.
3. Spared is what the next stages need: the headline, and above the reporting the lines that say who wrote and when. So
   is a line between two of reporting unless the model is sure: it may be a subheading.
"""

from collections.abc import Mapping, Sequence

import pydantic

from pipeline import line_classifier as model
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
_SIGNED = 8  # lines above the reporting that may say who wrote and when


class ClassifierSettings(pydantic.BaseModel):
    """When the line model is asked of a text, and from which probability on a line of it goes."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    ask: bool = True
    fewest_lines: int = pydantic.Field(default=5, ge=1, description="a shorter text is not asked about")
    found: int = pydantic.Field(default=1, ge=0, description="lines rules must have found for a text to be asked about")
    likely: float = pydantic.Field(default=0.4, gt=0, le=1, description="probability from which a line goes")
    page_found: int = pydantic.Field(
        default=2, ge=0, description="``found`` of a page with much around its article ..."
    )
    page_lines: float = pydantic.Field(default=0.5, ge=0, le=1, description="... its share of lines that report not")
    page_likely: float = pydantic.Field(default=0.5, gt=0, le=1, description="from which a line of such a page goes")
    sentence: float = pydantic.Field(default=0.6, gt=0, le=1, description="the same for what reads like a sentence")
    subheading: float = pydantic.Field(default=0.7, gt=0, le=1, description="the same between two lines of reporting")


def removable_lines(
    lines: Sequence[str], said: Sequence[RuleMatch], asked: ClassifierSettings, *, signed: PatternSet, titled: bool
) -> Mapping[int, float]:
    """The lines that go by the model's opinion, by number, each with its probability.

    ``said`` is what rules hold of each line; ``signed`` knows lines that say who wrote and when; ``titled`` says that
    the headline is known and needs no line.
    """
    found = said.count(RuleMatch.ANYWHERE)
    if not asked.ask or found < asked.found or len(lines) < asked.fewest_lines:
        return {}
    scores = model.score_lines(lines, said)
    left = [at for at, rule in enumerate(said) if rule is RuleMatch.NOT]
    sentences = {at for at, line in enumerate(lines) if _reports(line)}
    whole_page = found >= asked.page_found and len(sentences) <= (1 - asked.page_lines) * len(lines)
    likely = asked.page_likely if whole_page else asked.likely
    goes = {at for at in left if scores[at] >= (asked.sentence if at in sentences else likely)}
    told = [at for at in left if at in sentences and at not in goes]
    if not told:
        return {}
    spared = _masthead(lines, left, told, signed=signed, titled=titled) | _between(left, told, scores, asked.subheading)
    return {at: scores[at] for at in sorted(goes - spared)}


def _reports(line: str) -> bool:
    return is_sentence(line) or is_running_text(line)


def _masthead(
    lines: Sequence[str], left: Sequence[int], told: Sequence[int], *, signed: PatternSet, titled: bool
) -> set[int]:
    """The headline, byline and date, from the lines just above the reporting; the headline from the last line too."""
    above = [at for at in left if at < told[0]]
    asked = [*above[-_HEADLINE.max_lines_above_text :], *told, *(left[-1:] if left[-1] > told[-1] else ())]
    choice = None if titled else headline_choice.choose_headline([lines[at] for at in asked], _HEADLINE)
    headline = {asked[at] for at in choice.line_numbers} if choice else set()
    begin = max((at for at in headline if at in above), default=-1)
    return headline | {at for at in above[-_SIGNED:] if at > begin and signed.matches(lines[at])}


def _between(left: Sequence[int], told: Sequence[int], scores: Sequence[float], sure: float) -> set[int]:
    """The lines between two of reporting of which the model isn't sure."""
    known = set(told)
    threes = zip(left, left[1:], left[2:], strict=False)
    return {at for above, at, below in threes if above in known and below in known and scores[at] < sure}
