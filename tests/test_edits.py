"""Edits: refused if they do not fit the text, otherwise applied and undone exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Edit, Span
from pipeline.document.edits import apply, diff, undo

TEXT = st.text(alphabet="ab \n\x85\u2028é", max_size=60)


def edit(start: int, before: str, after: str) -> Edit:
    return Edit(Span(start, start + len(before)), before, after, "test/edit")


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param([edit(0, "abc", ""), edit(2, "cd", "")], id="one begins inside the other"),
        pytest.param([edit(0, "abcd", ""), edit(1, "b", "x")], id="one is inside the other"),
        pytest.param([edit(1, "", "x"), edit(1, "", "y")], id="two insertions at one position have no order"),
        pytest.param([edit(0, "abc", ""), edit(1, "", "y")], id="an insertion into a deleted range"),
    ],
)
def test_overlap_is_refused(pair: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlapping"):
        apply("abcd", pair)


def test_an_edit_that_does_not_match_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="expects 'Kiev' at 0:4, but found 'Lviv'"):
        apply("Lviv", [edit(0, "Kiev", "Kyiv")])


def test_a_span_past_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="but found"):
        apply("ab", [edit(5, "c", "d")])


def test_adjacent_edits_are_applied_in_any_order_and_undone() -> None:
    edits = [edit(2, "c", ""), edit(0, "a", ""), edit(1, "b", "xyz"), edit(3, "", "!")]
    assert apply("abc", edits) == "xyz!"
    assert undo("xyz!", edits) == "abc"


@given(before=TEXT, after=TEXT)
def test_diff_gives_the_edits_between_two_texts(before: str, after: str) -> None:
    edits = diff(before, after, "test/diff")
    assert apply(before, edits) == after
    assert undo(after, edits) == before


def test_diff_is_minimal() -> None:
    before = "one line\nSaid the mayorr today.\nlast line"
    after = "one line\nSaid the mayor today.\nlast line"
    assert diff(before, after, "r", offset=10) == [Edit(Span(33, 34), "r", "", "r")]


@given(text=st.text(alphabet="abcdef", min_size=1, max_size=30), data=st.data())
def test_undo_reverts_any_edits(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(Span(a, b), text[a:b], data.draw(st.text(max_size=4)), "test/any") for a, b in spans]
    assert undo(apply(text, edits), edits) == text
