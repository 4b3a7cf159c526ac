"""Front matter: a YAML reader gives every value back as the same string, and so does our parser."""

import pytest
import yaml
from hypothesis import given
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


@given(value=VALUES)
def test_a_value_comes_back_as_the_same_string(value: str) -> None:
    page = canonical.render({"title": value.replace("\n", " ").replace("\r", " "), "url": value}, "Body.")
    read = yaml.safe_load(page.split("\n---\n")[0].removeprefix("---\n"))
    assert str(read["url"]) == value
    parsed = canonical.parse(page)
    assert parsed is not None
    assert parsed.fields["url"] == value


@pytest.mark.parametrize(
    ("page", "parsed"),
    [
        pytest.param("No front matter.\n", None, id="plain text"),
        pytest.param("---\nA dash line above.\n", None, id="a rule is no front matter"),
        pytest.param("---\ntags:\n - x\ntitle: 'It''s'\n---\n\nBody.\n", ({"title": "It's"}, "Body."), id="Markdown"),
        pytest.param("---\ntitle: A\n---\n\n# B\n\nBody.\n", ({"title": "A"}, "# B\n\nBody."), id="another heading"),
    ],
)
def test_parse(page: str, parsed: tuple[dict[str, str], str] | None) -> None:
    assert canonical.parse(page) == parsed
