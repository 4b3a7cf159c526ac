"""Fixes of one line: which lines ftfy may change, and its result, repeated until it is stable."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.stages.mojibake import candidate_lines
from pipeline.stages.mojibake.schema import Rules
from pipeline.stages.mojibake.sequences import fix_sequences

_RULE_NAMES = {
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
    "restore_byte_a0": "lost-space",
    "replace_lossy_sequences": "lossy",
}
_MAX_PASSES = 10
_NESTED_ENTITY = re.compile(r"&(?:amp;){8,}")
_MAX_COMBINING_RUN = 100  # normalization takes the square of the length of such a run


def may_change(text: str, rules: Rules) -> bool:
    """Tell whether ftfy may change a line, or any line of a text."""
    if text.isascii():
        return bool(rules.certain_change.search(text))
    form = rules.normalization
    if form is not None and (_combining_run().search(text) or not unicodedata.is_normalized(form, text)):
        return True
    if not rules.possible_change.search(text):
        return False
    return bool(rules.certain_change.search(text)) or candidate_lines.may_be_mojibake(text)


def fix_until_stable(segment: str, rules: Rules, *, has_markup: bool) -> tuple[str, list[str]]:
    """Return the fixed line and the names of the fixes. ``has_markup``: a line before has a "<".

    A fix may split the line, and each part may need another pass.
    """
    names: list[str] = []
    for _ in range(_MAX_PASSES):
        fixed = "".join(_fix_parts(segment, rules, names, has_markup=has_markup))
        if fixed == segment:
            break
        segment = fixed
    return segment, names


def _fix_parts(segment: str, rules: Rules, names: list[str], *, has_markup: bool) -> Iterator[str]:
    for part in re.findall(r"[^\n]*\n|[^\n]+", segment):
        has_markup = has_markup or "<" in part
        if may_change(part, rules):
            fixed, steps = _fix(part, rules, has_markup=has_markup)
            names += steps
            yield fixed
        else:
            yield part


def _fix(line: str, rules: Rules, *, has_markup: bool) -> tuple[str, list[str]]:
    """Return ftfy's text of one line and the names of its fixes; a line that takes too long stays as it is."""
    import ftfy

    if _combining_run().search(line):
        return line, []
    config = rules.ftfy
    if has_markup and config.unescape_html == "auto":
        config = config._replace(unescape_html=False)
    line, name = fix_sequences(line)
    names = [name] if name else []
    if config.unescape_html:
        line = _NESTED_ENTITY.sub("&amp;", line)
    fixed, steps = ftfy.fix_and_explain(line, config)
    return fixed, [*names, *_fix_names(steps or ())]


def _fix_names(steps: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the names of ftfy's steps.

    >>> list(_fix_names([("encode", "sloppy-windows-1252"), ("decode", "utf-8"), ("apply", "unescape_html")]))
    ['utf-8-read-as-windows-1252', 'entity']
    """
    encoding = ""
    for action, name in steps:
        if action == "encode":
            encoding = name.removeprefix("sloppy-")
        elif action == "decode":
            yield f"{name}-read-as-{encoding}"
        else:
            yield _RULE_NAMES.get(name, name.lower())


@cache
def _combining_run() -> re.Pattern[str]:
    """Match a run of combining characters that is too long to normalize."""
    combining = (chr(code) for code in range(0x300, 0x10000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{''.join(combining)}]{{{_MAX_COMBINING_RUN}}}")
