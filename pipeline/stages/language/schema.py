"""Schema of ``configs/language.yaml``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import pydantic

from pipeline import stage


class Sample(pydantic.BaseModel):
    """A text and the language the stage must detect in it; an empty language means none."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    text: str
    language: str


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

    function_words: Mapping[str, frozenset[str]] = MappingProxyType({})
    min_function_word_share: float = 0.09
    min_distinct_function_words: int = 5
    sample_pieces: int = pydantic.Field(4, ge=1)
    piece_length: int = pydantic.Field(120, ge=20)
    trials: int = pydantic.Field(5, ge=1)
    min_probability: float = pydantic.Field(0.6, gt=0.5, le=1)
    min_letters: int = 20
    samples: tuple[Sample, ...] = pydantic.Field((), alias="examples")
