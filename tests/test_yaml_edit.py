"""A changed entry of a YAML text leaves every other line, and each comment, as it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rules import yaml_edit, yaml_file

TEXT = """\
# The head of the file.
version: 1

decisions:  # in the order they were made
# Asked for by the desk on 3 May.
- action: refuse
  before: recieve   # as printed
  why: >
    quoted
    letters

# The second one.
- {action: accept, before: a, after: b}
# The end of the list.

other: [1, 2]
"""


def test_an_item_is_added_behind_the_last_one() -> None:
    changed = yaml_edit.add_item(TEXT, "decisions", {"action": "refuse", "before": "no"})
    last = "- {action: accept, before: a, after: b}\n"
    assert changed == TEXT.replace(last, last + "- action: refuse\n  before: 'no'\n")


@pytest.mark.parametrize(
    ("position", "lines"),
    [
        (0, "- action: refuse\n  before: recieve   # as printed\n  why: >\n    quoted\n    letters\n"),
        (1, "- {action: accept, before: a, after: b}\n"),
    ],
)
def test_an_item_is_removed_or_replaced_and_nothing_else(position: int, lines: str) -> None:
    assert yaml_edit.remove_item(TEXT, "decisions", position) == TEXT.replace(lines, "")
    replaced = yaml_edit.replace_item(TEXT, "decisions", position, {"action": "ignore"})
    assert replaced == TEXT.replace(lines, "- action: ignore\n")


def test_a_list_is_emptied_filled_and_made() -> None:
    emptied = yaml_edit.remove_item("a: 1\nlist:\n  # why\n  - b\nc: 2\n", "list", 0)
    assert emptied == "a: 1\nlist: []\n  # why\nc: 2\n"
    assert yaml_edit.add_item(emptied, "list", "d") == "a: 1\nlist:\n- d\n  # why\nc: 2\n"
    assert yaml_edit.add_item("# head\n", "list", "d") == "# head\nlist:\n- d\n"
    assert yaml_edit.add_item("", "list", "d") == "list:\n- d\n"


def test_a_pair_is_added_to_a_mapping() -> None:
    text = "pairs:\n    teh: the  # often\n# end\n"
    assert yaml_edit.set_pair(text, "pairs", "adn", "and") == "pairs:\n    teh: the  # often\n    adn: and\n# end\n"
    assert yaml_edit.set_pair("# head\n", "pairs", "adn", "and") == "# head\npairs:\n  adn: and\n"
    assert yaml_file.parse(yaml_edit.set_pair(text, "pairs", "teh", "then")) == {"pairs": {"teh": "then"}}


def test_another_style_is_written_anew_with_the_same_values() -> None:
    changed = yaml_edit.add_item("{list: [a, b], c: 1}\n", "list", "d")
    assert yaml_file.parse(changed) == {"list": ["a", "b", "d"], "c": 1}
    assert yaml_file.parse(yaml_edit.remove_item(changed, "list", 0)) == {"list": ["b", "d"], "c": 1}


@settings(max_examples=25)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text(), min_size=1), min_size=1, max_size=5), st.data())
def test_any_values_come_back(items: list[dict[str, str]], data: st.DataObject) -> None:
    text = "# head\n"
    for item in items:
        text = yaml_edit.add_item(text, "list", item)
    assert yaml_file.parse(text)["list"] == items
    position = data.draw(st.integers(0, len(items) - 1))
    rest = items[:position] + items[position + 1 :]
    assert yaml_file.parse(yaml_edit.remove_item(text, "list", position))["list"] == rest
