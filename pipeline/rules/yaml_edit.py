"""Change single entries of a YAML text: every other line, with its comments, stays as it is.

Each function returns the new text. It changes the lines of one entry of a block list or mapping. A text that is written
in another style (``{...}``, anchors, several documents) is written anew as a whole, without its comments; so is one
where the changed lines would not read as wanted.
"""

from typing import Any

import yaml

from pipeline.rules import yaml_file


def add_item(text: str, key: str, item: Any) -> str:
    """Add an item behind the others of the list ``key``; the list is made where the text has none."""
    data = yaml_file.parse(text)
    wanted = {**data, key: [*(data.get(key) or []), item]}
    return _checked(_with_lines(text, key, [item]), wanted)


def remove_item(text: str, key: str, position: int) -> str:
    """Remove the item at a position of the list ``key``."""
    data = yaml_file.parse(text)
    items = list(data[key])
    del items[position]
    node = _value(text, key)
    lines = text.split("\n")
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        entry = node.value[position]
        del lines[entry.start_mark.line : _last_line(lines, entry) + 1]
        if not items:
            lines[_key_line(text, key)] = f"{key}: []"
    return _checked("\n".join(lines), {**data, key: items})


def replace_item(text: str, key: str, position: int, item: Any) -> str:
    """Replace the item at a position of the list ``key``."""
    data = yaml_file.parse(text)
    items = list(data[key])
    items[position] = item
    node = _value(text, key)
    lines = text.split("\n")
    if isinstance(node, yaml.SequenceNode) and not node.flow_style:
        entry = node.value[position]
        start, end = entry.start_mark.line, _last_line(lines, entry)
        lines[start : end + 1] = _indented(yaml_file.dump([item]), node.start_mark.column)
    return _checked("\n".join(lines), {**data, key: items})


def set_pair(text: str, key: str, name: str, value: Any) -> str:
    """Set ``name`` of the mapping ``key``; a new name comes behind the others."""
    data = yaml_file.parse(text)
    pairs = data.get(key) or {}
    if name in pairs:
        return _checked("", {**data, key: {**pairs, name: value}})
    return _checked(_with_lines(text, key, {name: value}), {**data, key: {**pairs, name: value}})


def set_key(text: str, key: str, value: Any) -> str:
    """Set a key of the whole file; a new key comes behind the others."""
    data = yaml_file.parse(text)
    wanted = {**data, key: value}
    if key not in data:
        return _checked(_with_lines(text, key, value), wanted)
    lines = text.split("\n")
    node = _value(text, key)
    lines[_key_line(text, key) : _last_line(lines, node) + 1] = yaml_file.dump({key: value}).rstrip("\n").split("\n")
    return _checked("\n".join(lines), wanted)


def _with_lines(text: str, key: str, entries: Any) -> str:
    """The text with entries in block style behind the last one of ``key``."""
    lines = text.split("\n")
    node = _value(text, key)
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        at = _last_line(lines, node) + 1
        lines[at:at] = _indented(yaml_file.dump(entries), node.start_mark.column)
        return "\n".join(lines)
    if node is not None and not node.value:  # `key: []`, `key: {}`, or `key:`
        at = _key_line(text, key)
        lines[at : at + 1] = [f"{key}:", *_indented(yaml_file.dump(entries), 2 * isinstance(entries, dict))]
        return "\n".join(lines)
    return text.rstrip("\n") + "\n" * bool(text.strip()) + yaml_file.dump({key: entries})


def _indented(block: str, column: int) -> list[str]:
    return [" " * column + line if line else line for line in block.rstrip("\n").split("\n")]


def _root(text: str) -> Any:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return None


def _value(text: str, key: str) -> Any:
    root = _root(text)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    return next((value for name, value in pairs if name.value == key), None)


def _key_line(text: str, key: str) -> int:
    return int(next(name.start_mark.line for name, _ in _root(text).value if name.value == key))


def _last_line(lines: list[str], node: Any) -> int:
    """The last line of a node, from 0, without the comments and empty lines behind it."""
    mark = node.end_mark
    at = min(int(mark.line), len(lines) - 1)
    if mark.column == 0 or not lines[at][: mark.column].strip():
        at -= 1
    while at > node.start_mark.line and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
        at -= 1
    return at


def _checked(text: str, wanted: dict[str, Any]) -> str:
    """The text if it reads as wanted; else all that is wanted, written anew."""
    try:
        reads_well = yaml_file.parse(text) == wanted
    except yaml.YAMLError:
        reads_well = False
    return text if reads_well else yaml_file.dump(wanted)
