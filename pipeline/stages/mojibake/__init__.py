"""Characters that were decoded in the wrong charset, and what else ftfy mends line by line.

The result is ftfy's own on the whole field. Most lines need none of it: a line is handed to ftfy only if

1. it is not in Unicode normal form;
2. it holds a character ftfy may change by itself: a control, an entity, a half of a pair, or, if the rules ask, a
   ligature, a wide letter or a curly quotation mark;
3. it holds what ftfy could take for mojibake (``pipeline.stages.mojibake.candidate_lines``).

An edit's rule is named by ftfy's explanation of the line: ``mojibake/utf-8-read-as-windows-1252``, ``mojibake/entity``,
or, where several mends met in one line, their names with a plus between.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pipeline import stage
from pipeline.document import Document, Edit, Fact, edits
from pipeline.stages.mojibake import candidate_lines

if TYPE_CHECKING:
    import ftfy

_FIELDS = ("text", "title")
_ENTITY = r"&#?[0-9A-Za-z]{1,24};"
_CONTROLS = r"\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x9f\u206a-\u206f\ufeff\ufff9-\ufffc\r\u2028\u2029\ud800-\udfff"
_LIGATURES = r"\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06"
_WIDE = r"\u3000\uff01-\uffef"
_CURLY = r"\u02bc\u2018-\u201f"
_NAMES = {
    "unescape_html": "entity",
    "decode_inconsistent_utf8": "utf-8-in-part",
    "fix_c1_controls": "c1-control",
    "fix_latin_ligatures": "ligature",
    "fix_character_width": "width",
    "uncurl_quotes": "quotes",
    "fix_line_breaks": "line-break",
    "fix_surrogates": "surrogate",
    "remove_terminal_escapes": "terminal-escape",
    "remove_control_chars": "control",
    "restore_byte_a0": "lost-blank",
    "replace_lossy_sequences": "lossy",
}


class Rules(stage.Rules):
    """ftfy's options under ftfy's names; ``configs/mojibake.yaml`` says why each is as it is."""

    unescape_html: Literal["auto", True, False] = "auto"
    fix_encoding: bool = True
    restore_byte_a0: bool = True
    replace_lossy_sequences: bool = True
    decode_inconsistent_utf8: bool = True
    fix_c1_controls: bool = True
    fix_latin_ligatures: bool = False
    fix_character_width: bool = False
    uncurl_quotes: bool = False
    fix_line_breaks: bool = True
    fix_surrogates: bool = True
    remove_terminal_escapes: bool = True
    remove_control_chars: bool = True
    normalization: Literal["NFC", "NFD", "NFKC", "NFKD"] | None = "NFC"

    @cached_property
    def ftfy(self) -> "ftfy.TextFixerConfig":
        """The options as ftfy wants them."""
        import ftfy

        return ftfy.TextFixerConfig(**self.model_dump())

    @cached_property
    def certain(self) -> str:
        """A pattern of what ftfy changes by itself."""
        asked = {_LIGATURES: self.fix_latin_ligatures, _WIDE: self.fix_character_width, _CURLY: self.uncurl_quotes}
        return rf"[{_CONTROLS}{''.join(signs for signs, wanted in asked.items() if wanted)}]|{_ENTITY}"

    @cached_property
    def changing(self) -> re.Pattern[str]:
        """Found in every line that ftfy changes, but for mojibake and normal form."""
        return re.compile(self.certain)

    @cached_property
    def suspect(self) -> re.Pattern[str]:
        """Found in every line that ftfy changes, but for normal form."""
        return re.compile(rf"[{candidate_lines.ALONE}]|{self.certain}|{candidate_lines.NEIGHBOURS}")


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The edits that turn text and title into what ftfy makes of them."""
    return [edit for name in _FIELDS if name in doc.fields for edit in _of_field(doc.fields[name], name, rules)]


def _of_field(text: str, name: str, rules: Rules) -> Iterable[Edit]:
    return _of_lines(text, name, rules) if _may_change(text, rules) else ()


def _of_lines(text: str, name: str, rules: Rules) -> Iterator[Edit]:
    start, source = 0, False
    for line in text.split("\n"):
        source = source or "<" in line
        segment = text[start : start + len(line) + 1]
        if _may_change(segment, rules):
            yield from _of_segment(segment, rules, source=source, place=(start, name))
        start += len(line) + 1


def _may_change(text: str, rules: Rules) -> bool:
    """Whether ftfy may change a line, or any line of a text."""
    form = rules.normalization
    if form is not None and not unicodedata.is_normalized(form, text):
        return True
    return bool(rules.suspect.search(text)) and (bool(rules.changing.search(text)) or candidate_lines.may_be(text))


def _of_segment(segment: str, rules: Rules, *, source: bool, place: tuple[int, str]) -> Iterator[Edit]:
    """What ftfy changes in one line. ``source``: a "<" has stood in the field; ``place``: where the line begins."""
    import ftfy

    config = rules.ftfy
    if source and config.unescape_html == "auto":
        config = config._replace(unescape_html=False)
    fixed, steps = ftfy.fix_and_explain(segment, config)
    yield from edits.diff(segment, fixed, f"mojibake/{_said(steps or ())}", field=place[1], offset=place[0])


def _said(steps: Iterable[tuple[str, str]]) -> str:
    """Ftfy's explanation in words.

    >>> _said([("encode", "sloppy-windows-1252"), ("decode", "utf-8"), ("apply", "unescape_html")])
    'utf-8-read-as-windows-1252+entity'
    """
    said, read_as = [], ""
    for action, name in steps:
        if action == "encode":
            read_as = name.removeprefix("sloppy-")
        elif action == "decode":
            said.append(f"{name}-read-as-{read_as}")
        else:
            said.append(_NAMES.get(name, name.lower()))
    return "+".join(dict.fromkeys(said))
