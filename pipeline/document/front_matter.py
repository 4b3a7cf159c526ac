"""Front matter as YAML: write values so that every YAML reader gets the same strings; parse front matter.

Most values need no quotes, and most lines no YAML parser; PyYAML writes and reads the others.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

_PLAIN = re.compile(r"[^\W\d_][^\x00-\x1f\x7f-\x9f:#\u2028\u2029\ufeff\ufffe\uffff]*(?<! )")
_DIGEST = re.compile(r"(?!0[box])(?=[0-9a-f]*[acdf])[0-9a-f]{16,}")  # its letter keeps YAML from reading a number
_VERSION = re.compile(r"\d+\.\d+\.\w+")
_NOT_STRINGS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_KEY_VALUE = re.compile(r"^([\w.-]+):[ ]+(\S.*)$", re.MULTILINE)
_SIMPLE_LINE = re.compile(
    r"""[\w.-]+:[ ]+(?:"(?:[^"\\]|\\["\\/nt])*"|[^\s"'\[\]{}>|*&!%#`@,?:-](?:[^#:\n]|:(?=\S))*)"""
)
_PRINTABLE = re.compile(r"[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*")  # JSON is YAML for these
_LONGEST = 100_000  # characters of front matter that a YAML parser reads
_DEEPEST = 20  # levels of nesting; libyaml's composer is recursive
_SIMPLE_ESCAPE = re.compile(r'\\(["\\/nt])')
_ESCAPED = {"n": "\n", "t": "\t"}


def scalar(key: str, value: str) -> str:
    """The value as a YAML scalar: plain where that is a string for every reader, otherwise in double quotes.

    Only ``date`` is a YAML date.

    >>> scalar("title", "Ships leave"), scalar("title", "2020-13-45"), scalar("date", "2024-02-27")
    ('Ships leave', '"2020-13-45"', '2024-02-27')
    """
    if key == "date" and _is_date(value):
        return value
    if _DIGEST.fullmatch(value) or _VERSION.fullmatch(value):
        return value
    if _PLAIN.fullmatch(value) and value.lower() not in _NOT_STRINGS:
        return value
    if _PRINTABLE.fullmatch(value):
        return json.dumps(value, ensure_ascii=False)  # the same as YAML writes, without its parser's import
    import yaml

    # libyaml folds lines at a width; -1 is none
    return yaml.dump(value, Dumper=yaml.CSafeDumper, default_style='"', allow_unicode=True, width=-1).removesuffix("\n")


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def parse(text: str) -> Mapping[str, str]:
    r"""The values of front matter that are strings; lists and mappings are skipped. Invalid YAML is read line by line.

    >>> parse('id: a.txt\ntitle: "A: b"\ntags: [x]\ndate: 2024-02-27')
    {'id': 'a.txt', 'title': 'A: b', 'date': '2024-02-27'}
    """
    lines = text.split("\n")
    if all(_SIMPLE_LINE.fullmatch(line) for line in lines):
        return {key: _value(raw) for key, raw in _KEY_VALUE.findall(text)}
    parsed = _parse_yaml(text) if len(text) <= _LONGEST else None
    return parsed if parsed is not None else {key: _value(raw) for key, raw in _KEY_VALUE.findall(text)}


def _value(raw: str) -> str:
    if raw[0] == '"':
        return _SIMPLE_ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), raw[1:].removesuffix('"'))
    return raw.strip("'").replace("''", "'") if raw[0] == "'" else raw.strip()


def _parse_yaml(text: str) -> Mapping[str, str] | None:
    """The strings of a YAML mapping; None if it is not valid YAML, or nested too deeply."""
    import yaml

    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.CBaseLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                return None
        data: Any = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - it makes strings, lists and dicts only
    except (yaml.YAMLError, ValueError, TypeError):
        return None
    if not isinstance(data, dict):
        return None
    return {key: value for key, value in data.items() if isinstance(key, str) and isinstance(value, str)}
