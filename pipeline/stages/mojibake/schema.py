"""Schema of ``configs/mojibake.yaml``: ftfy's options under ftfy's names."""

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import pydantic

from pipeline import stage
from pipeline.stages.mojibake import candidate_lines

if TYPE_CHECKING:
    import ftfy

_ENTITY = r"&#?[0-9A-Za-z]{1,24};"
_CONTROLS = r"\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc\r\u2028\u2029\ud800-\udfff"
_LIGATURES = r"\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06"
_FULL_WIDTH = r"\u3000\uff01-\uffef"
_CURLY_QUOTES = r"\u02bc\u2018-\u201f"


class Rules(stage.Rules):
    """Ftfy's options; ``configs/mojibake.yaml`` gives the reason of each value."""

    unescape_html: Literal["auto", True, False] = pydantic.Field(
        default="auto", description="ftfy: decode HTML entities"
    )
    fix_encoding: bool = pydantic.Field(default=True, description="ftfy: repair mojibake")
    restore_byte_a0: bool = pydantic.Field(default=True, description="ftfy: restore a byte A0 that became a space")
    replace_lossy_sequences: bool = pydantic.Field(default=True, description="ftfy: replace sequences that lost a byte")
    decode_inconsistent_utf8: bool = pydantic.Field(
        default=True, description="ftfy: decode UTF-8 sequences within other text"
    )
    fix_c1_controls: bool = pydantic.Field(
        default=True, description="ftfy: replace C1 controls by the Windows-1252 characters of their number"
    )
    fix_latin_ligatures: bool = pydantic.Field(default=False, description="ftfy: replace ligatures by letters")
    fix_character_width: bool = pydantic.Field(
        default=False, description="ftfy: replace half- and full-width characters"
    )
    uncurl_quotes: bool = pydantic.Field(default=False, description="ftfy: make curly quotes straight")
    fix_line_breaks: bool = pydantic.Field(default=True, description="ftfy: unify line ends")
    fix_surrogates: bool = pydantic.Field(default=True, description="ftfy: join surrogate pairs")
    remove_terminal_escapes: bool = pydantic.Field(default=True, description="ftfy: remove terminal escapes")
    remove_control_chars: bool = pydantic.Field(default=True, description="ftfy: remove control characters")
    normalization: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = pydantic.Field(
        default="NFC", description="Unicode normal form"
    )

    @cached_property
    def ftfy(self) -> "ftfy.TextFixerConfig":
        """The options as ftfy's own object."""
        import ftfy

        return ftfy.TextFixerConfig(**self.model_dump(exclude={"off"}))

    @cached_property
    def single_characters(self) -> str:
        """Pattern of the characters and entities that ftfy changes wherever they are."""
        optional = {
            _LIGATURES: self.fix_latin_ligatures,
            _FULL_WIDTH: self.fix_character_width,
            _CURLY_QUOTES: self.uncurl_quotes,
        }
        return rf"[{_CONTROLS}{''.join(chars for chars, enabled in optional.items() if enabled)}]|{_ENTITY}"

    @cached_property
    def certain_change(self) -> re.Pattern[str]:
        """Matches every line that ftfy changes, except for mojibake and normal form."""
        return re.compile(self.single_characters)

    @cached_property
    def possible_change(self) -> re.Pattern[str]:
        """Matches every line that ftfy changes, except for normal form."""
        return re.compile(rf"[{candidate_lines.ALONE}]|{self.single_characters}|{candidate_lines.NEIGHBOURS}")
