"""Schema of ``configs/language.yaml``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import pydantic

from pipeline import stage


class Sample(pydantic.BaseModel):
    """A text and the language the stage must detect in it; an empty language means none."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    text: str = pydantic.Field(description="the text")
    language: str = pydantic.Field(description="language that must be found; empty for none")


class Rules(stage.Rules):
    """How the sample is taken and how certain a language must be. ``examples`` in the config are checked by tests."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "function_share": "min_function_word_share",
        "function_kinds": "min_distinct_function_words",
        "spots": "sample_pieces",
        "spot_length": "piece_length",
        "certainty": "min_probability",
        "letters": "min_letters",
    }

    function_words: Mapping[str, frozenset[str]] = pydantic.Field(
        default=MappingProxyType({}), description="frequent function words, by language"
    )
    min_function_word_share: float = pydantic.Field(
        default=0.09, description="share of words that must be function words of the language"
    )
    min_distinct_function_words: int = pydantic.Field(
        default=5, description="different function words needed for a decision without langdetect"
    )
    sample_pieces: int = pydantic.Field(4, ge=1, description="pieces of the text that are read")
    piece_length: int = pydantic.Field(120, ge=20, description="least length of a piece, in characters")
    trials: int = pydantic.Field(5, ge=1, description="runs of langdetect, with different seeds, that must agree")
    min_probability: float = pydantic.Field(
        0.6, gt=0.5, le=1, description="least probability that langdetect must give"
    )
    min_letters: int = pydantic.Field(default=20, description="a shorter text has no language")
    samples: tuple[Sample, ...] = pydantic.Field((), alias="examples", description="examples")
