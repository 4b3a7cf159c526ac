"""Mojibake: text decoded in the wrong charset, HTML entities and control characters, fixed by ftfy line by line.

The result equals ftfy's on the whole field. Few lines need ftfy. A line is passed to it only if

1. it is not in Unicode normal form;
2. it has a character that ftfy changes by itself: a control character, an entity, a surrogate, or, if configured, a
   ligature, a full-width letter or a curly quotation mark;
3. it may be mojibake (``pipeline.stages.mojibake.candidate_lines``).

The rule of an edit is ftfy's explanation of the line, such as ``mojibake/utf-8-read-as-windows-1252``. Several fixes in
one line are joined by a plus.
"""

import unicodedata
from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, edits
from pipeline.stages.mojibake import candidate_lines
from pipeline.stages.mojibake.schema import Rules

__all__ = ["Rules", "find"]

_FIELDS = ("text", "title")
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


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return the edits that turn text and title into ftfy's result."""
    return [edit for name in _FIELDS if name in doc.fields for edit in _field_edits(doc.fields[name], name, rules)]


def _field_edits(text: str, name: str, rules: Rules) -> Iterable[Edit]:
    return _line_edits(text, name, rules) if _may_change(text, rules) else ()


def _line_edits(text: str, name: str, rules: Rules) -> Iterator[Edit]:
    start, has_markup = 0, False
    for line in text.split("\n"):
        has_markup = has_markup or "<" in line
        segment = text[start : start + len(line) + 1]
        if _may_change(segment, rules):
            fixed, rule = _fix(segment, rules, has_markup=has_markup)
            yield from edits.diff(segment, fixed, f"mojibake/{rule}", field=name, offset=start)
        start += len(line) + 1


def _may_change(text: str, rules: Rules) -> bool:
    """Tell whether ftfy may change a line, or any line of a text."""
    form = rules.normalization
    if form is not None and not unicodedata.is_normalized(form, text):
        return True
    if not rules.possible_change.search(text):
        return False
    return bool(rules.certain_change.search(text)) or candidate_lines.may_be_mojibake(text)


def _fix(segment: str, rules: Rules, *, has_markup: bool) -> tuple[str, str]:
    """Return ftfy's text of one line and the name of the rule. ``has_markup``: the field has had a "<" so far."""
    import ftfy

    config = rules.ftfy
    if has_markup and config.unescape_html == "auto":
        config = config._replace(unescape_html=False)
    fixed, steps = ftfy.fix_and_explain(segment, config)
    return fixed, _rule_name(steps or ())


def _rule_name(steps: Iterable[tuple[str, str]]) -> str:
    """Return ftfy's explanation as a rule name.

    >>> _rule_name([("encode", "sloppy-windows-1252"), ("decode", "utf-8"), ("apply", "unescape_html")])
    'utf-8-read-as-windows-1252+entity'
    """
    names, encoding = [], ""
    for action, name in steps:
        if action == "encode":
            encoding = name.removeprefix("sloppy-")
        elif action == "decode":
            names.append(f"{name}-read-as-{encoding}")
        else:
            names.append(_RULE_NAMES.get(name, name.lower()))
    return "+".join(dict.fromkeys(names))
