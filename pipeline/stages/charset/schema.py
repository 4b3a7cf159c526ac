"""Schema of ``configs/charset.yaml``."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import pydantic

from pipeline import stage


class BinarySignature(pydantic.BaseModel):
    """A file type that is not text: its name, and the bytes (hexadecimal) it has from byte ``offset`` on."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    renamed_keys: ClassVar[Mapping[str, str]] = {"at": "offset"}

    name: str = pydantic.Field(description="the file type, for people")
    bytes: str = pydantic.Field(pattern=r"^([0-9a-f]{2})+$", description="the bytes, as hexadecimal digits")
    offset: int = pydantic.Field(default=0, description="byte at which they begin")


class Rules(stage.Rules):
    """The config describes each key."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "least_confidence": "min_confidence",
        "declared_unless_outdone": "declared_override_ratio",
        "most_torn": "max_truncated_characters",
        "whole_per_torn": "min_whole_per_truncated",
        "readings": "codec_variants",
        "unlikely": "never_detected",
        "labels": "label_aliases",
        "binaries": "binary_signatures",
    }

    min_confidence: float = pydantic.Field(default=0.04, description="least confidence of a detected charset, 0 to 1")
    declared_override_ratio: float = pydantic.Field(
        default=3.0, description="how much likelier another charset must be to outrank the declared one"
    )
    max_truncated_characters: int = pydantic.Field(
        default=3, description="most incomplete UTF-8 characters of a text that counts as UTF-8"
    )
    min_whole_per_truncated: int = pydantic.Field(
        default=20, description="complete characters needed for each incomplete one beyond that"
    )
    codec_variants: Mapping[str, tuple[str, ...]] = pydantic.Field(
        default={}, description="codecs to try for a charset, in this order"
    )
    never_detected: tuple[str, ...] = pydantic.Field(default=(), description="charsets that are used only if declared")
    label_aliases: Mapping[str, str] = pydantic.Field(
        default={}, description="labels of charsets that Python does not know -> its codec"
    )
    binary_signatures: tuple[BinarySignature, ...] = pydantic.Field(
        default=(), description="file types that are not text"
    )

    @cached_property
    def signatures(self) -> tuple[tuple[int, bytes, str], ...]:
        """The binary signatures as (offset, bytes, name)."""
        return tuple((kind.offset, bytes.fromhex(kind.bytes), kind.name) for kind in self.binary_signatures)
