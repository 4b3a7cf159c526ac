"""Front matter: a YAML reader gives every value back as the same string, and so does our parser."""

from datetime import date

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.document import canonical

VALUES = st.one_of(
    st.text("0123456789abcdefx._", min_size=1, max_size=20),
    st.text("0123456789abcdef", min_size=16, max_size=64),
    st.text(min_size=1, max_size=30),
    st.sampled_from(
        ["no", "Yes", "null", "~", "1e5", "0x1F", "1_000", "12:30", "2024-02-27", "- a", "a: b", "a #b", "# a"]
    ),
    st.sampled_from(
        ["'a'", '"a"', "a ", "[a]", "{a}", "*a", "&a", "!a", "%a", "@a", "`a`", "a\\b", "True.", "=", "<<", "."]
    ),
)


@given(value=VALUES, key=st.sampled_from(["title", "url", "id", "place", "date"]))
@example(value="2020-13-45", key="title")
@example(value="2020-13-45", key="date")
@example(value="2024-02-27", key="title")
@example(value="1e3", key="title")
@example(value="a\ufffe", key="title")
@example(value="\U0001f600: a", key="title")
@example(value="\x85\u2028\x7f\xa0: ", key="title")
@example(value="'", key="title")
@example(value="a: b \\ c", key="title")
def test_a_value_comes_back_as_the_same_string(value: str, key: str) -> None:
    page = canonical.render({key: value, "language": "en"}, "Body.")
    front = page.split("\n---\n")[0].removeprefix("---\n")
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        read = yaml.load(front, Loader=loader)[key]  # noqa: S506 - safe loaders
        assert read == (date.fromisoformat(value) if isinstance(read, date) and key == "date" else value)
    parsed = canonical.parse(page)
    assert parsed is not None
    assert parsed.fields == {key: value, "language": "en"}


def test_a_deeply_nested_front_matter_is_no_crash() -> None:
    page = "---\ntitle: A\ntags: " + "[" * 30_000 + "\n---\n\nBody.\n"
    assert canonical.parse(page) == ({"title": "A"}, "Body.")


@pytest.mark.parametrize(
    ("page", "parsed"),
    [
        pytest.param("No front matter.\n", None, id="plain text"),
        pytest.param("---\nA dash line above.\n", None, id="a rule is no front matter"),
        pytest.param("---\ntags:\n - x\ntitle: 'It''s'\n---\n\nBody.\n", ({"title": "It's"}, "Body."), id="Markdown"),
        pytest.param("---\ntitle: >\n  A b\n  c\n---\n\nBody.\n", ({"title": "A b c"}, "Body."), id="a folded title"),
        pytest.param("---\ntitle: A # B\n---\n\nBody.\n", ({"title": "A"}, "Body."), id="a comment"),
        pytest.param("---\ntitle: A: b\n---\n\nBody.\n", ({"title": "A: b"}, "Body."), id="invalid YAML"),
        pytest.param("---\ntitle: A\n---\n\n# B\n\nBody.\n", ({"title": "A"}, "# B\n\nBody."), id="another heading"),
    ],
)
def test_parse(page: str, parsed: tuple[dict[str, str], str] | None) -> None:
    assert canonical.parse(page) == parsed


def test_unknown_columns_follow_the_known_keys_and_are_read_back() -> None:
    front = {"meta.Section_name": "Sport: a", "id": "a.txt", "meta.b": "12", "unknown": "x", "meta.c": ""}
    page = canonical.render(front, "Text.")
    assert page == '---\nid: a.txt\nmeta.Section_name: "Sport: a"\nmeta.b: "12"\n---\n\nText.\n'
    assert canonical.parse(page) == canonical.Parsed(
        {"id": "a.txt", "meta.Section_name": "Sport: a", "meta.b": "12"}, "Text."
    )
    assert yaml.safe_load(page.split("---")[1]) == {"id": "a.txt", "meta.Section_name": "Sport: a", "meta.b": "12"}
