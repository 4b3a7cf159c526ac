"""Which language the document is in, as an ISO 639-1 code, when that is certain.

1. A sample is read: a few pieces spread over the body, for langdetect's time grows with the length of what it reads.
2. A sample with the share and the variety of function words that only one language has is in that language.
3. Else langdetect is asked, with a fixed seed, and believed when its walks over the sample agree.
4. A language that the page declares is believed when langdetect holds it possible and nothing else certain.
5. Nothing certain: no fact. What the page declared is then left standing.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

import pydantic

from pipeline import stage
from pipeline.document import Document, Edit, Fact

_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*")
_BLANK = re.compile(r"\s")
_FAR = 60  # how far a blank may be for a piece to be cut there
_SEED = 0
_POSSIBLE = 0.1  # langdetect's own bound for naming a language at all


class Sample(pydantic.BaseModel):
    """A text and the language the stage must find in it; empty for none."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    text: str
    language: str


class Rules(stage.Rules):
    """What is read and how sure it must make us. ``examples`` of the config are its proofs."""

    function_words: Mapping[str, frozenset[str]] = MappingProxyType({})
    function_share: float = 0.09
    function_kinds: int = 5
    spots: int = pydantic.Field(4, ge=1)
    spot_length: int = pydantic.Field(120, ge=20)
    trials: int = pydantic.Field(5, ge=1)
    certainty: float = pydantic.Field(0.6, gt=0.5, le=1)
    letters: int = 20
    samples: tuple[Sample, ...] = pydantic.Field((), alias="examples")


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """At most one Fact: the language of the text, or of the title where there is no text to speak of."""
    said = doc.fields.get("language") or doc.fields.get("declared_language", "")
    declared = said.replace("_", "-").partition("-")[0].lower()
    sample = spread(doc.text or doc.fields.get("title", ""), spots=rules.spots, length=rules.spot_length)
    return [Fact("language", code, f"language/{rule}") for code, rule in _answers(sample, declared, rules)]


def spread(text: str, *, spots: int, length: int) -> str:
    """Pieces of the text from as many spots, evenly spread, each of at least ``length`` characters and cut at blanks.

    A text hardly longer than that is taken whole. Addresses are left out.

    >>> spread("one two three four five six seven eight nine ten", spots=2, length=6)
    'one two seven'
    """
    if len(text) <= 2 * spots * length:
        return _ADDRESS.sub(" ", text)
    starts = [_blank(text, len(text) * spot // spots) for spot in range(spots)]
    pieces = [text[start : _blank(text, start + length)].strip() for start in starts]
    return _ADDRESS.sub(" ", " ".join(pieces))


def _blank(text: str, at: int) -> int:
    """The first blank from ``at`` on, where there is one near; text without blanks is cut where it must be."""
    near = _BLANK.search(text, at, at + _FAR)
    return near.start() if near and at else at


def _answers(sample: str, declared: str, rules: Rules) -> Iterable[tuple[str, str]]:
    words = sample.lower().split()
    for code, function_words in rules.function_words.items():
        found = [word for word in words if word in function_words]
        if len(found) >= rules.function_share * len(words) and len(set(found)) >= rules.function_kinds:
            return [(code, "function-words")]
    if len(_LETTER.findall(sample)) < (1 if declared else rules.letters):
        return []
    guesses = _guesses(sample, trials=rules.trials)
    best = max(guesses, key=lambda code: guesses[code], default="")
    if guesses.get(best, 0) >= rules.certainty and len(_LETTER.findall(sample)) >= rules.letters:
        return [(best, "langdetect")]
    return [(declared, "declared")] if guesses.get(declared, 0) >= _POSSIBLE else []


def _guesses(sample: str, *, trials: int) -> dict[str, float]:
    """Languages that langdetect holds possible, and their probabilities; none where it finds no letters it knows."""
    from langdetect import LangDetectException

    walk = _factory().create()
    walk.n_trial = trials
    walk.append(sample)
    try:
        found = walk.get_probabilities()
    except LangDetectException:
        return {}
    guesses: dict[str, float] = {}
    for guess in found:  # zh-cn and zh-tw are both zh
        code = guess.lang.partition("-")[0]
        guesses[code] = guesses.get(code, 0) + guess.prob
    return guesses


@cache
def _factory() -> Any:
    """The profiles of langdetect: of 55 languages, read once: they take half a second."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = _SEED
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
