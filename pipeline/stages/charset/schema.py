"""Schema of ``configs/charset.yaml``."""

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

import pydantic

from pipeline import stage


class BinarySignature(pydantic.BaseModel):
    """A file type that is not text: its name, and the bytes (hexadecimal) it has from byte ``offset`` on."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    renamed_keys: ClassVar[Mapping[str, str]] = {"at": "offset"}

    name: str
    bytes: str = pydantic.Field(pattern=r"^([0-9a-f]{2})+$")
    offset: int = 0


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

    min_confidence: float = 0.04
    declared_override_ratio: float = 3.0
    max_truncated_characters: int = 3
    min_whole_per_truncated: int = 20
    codec_variants: Mapping[str, tuple[str, ...]] = {}
    never_detected: tuple[str, ...] = ()
    label_aliases: Mapping[str, str] = {}
    binary_signatures: tuple[BinarySignature, ...] = ()

    @cached_property
    def signatures(self) -> tuple[tuple[int, bytes, str], ...]:
        """The binary signatures as (offset, bytes, name)."""
        return tuple((kind.offset, bytes.fromhex(kind.bytes), kind.name) for kind in self.binary_signatures)
