"""Metadata on any text, and its modules where a case in YAML says too little."""

from types import MappingProxyType
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Edit
from pipeline.rules.loading import load_rules
from pipeline.stages import metadata
from pipeline.stages.metadata import printed_dates
from pipeline.stages.metadata.page_headline import page_headline
from pipeline.stages.metadata.page_lines import PageLine
from pipeline.text import headline_choice

RULES = cast("metadata.Rules", load_rules().rules["metadata"])
ARTICLE = (
    "The harbour was closed on Friday after a ship ran aground at the mole, the harbour office said.",
    "Tugs are to pull the ship free at high tide on Saturday morning, and then the harbour will open.",
    "Harbour closed after ship runs aground, said a sign at the gate of the mole on Friday.",
)
LINES = (
    *ARTICLE,
    "Harbour closed after ship runs aground",
    "Harbour closed after ship runs aground | Ashford Herald",
    "Harbour office closed the harbour on Friday",
    "Why was the harbour closed on Friday?",
    "the harbour office said that the ship would be",
    "HARBOUR NEWS",
    "By Jane Doe",
    "By",
    "Jane Doe",
    "By Jane Doe and John Roe, Reuters | March 3, 2022",
    "March 3, 2022",
    "Sunday 17 December 2023 17:23, UK",
    "Published 12 March 2022",
    "Updated 12 March 2022",
    "KYIV, Ukraine (AP) — The harbour of the city was closed on Friday, the harbour office said.",
    "Photo: Jane Doe",
    "## Harbour closed after ship runs aground",
)


def document(text: str, **fields: str) -> Document:
    return Document("case.txt", b"", fields=MappingProxyType({"language": "en", "text": text, **fields}))


def cleaned(doc: Document, rules: metadata.Rules = RULES) -> Document:
    return doc.take("metadata", metadata.find(doc, rules))


texts = st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(("\n", "\n\n"))), max_size=12).map(
    lambda rows: "".join(line + end for line, end in rows)
)
titled = st.sampled_from(("", "Harbour closed after ship runs aground", LINES[0], "Ashford Herald - Jane Doe"))


@given(texts, titled)
def test_a_second_pass_finds_no_edit(text: str, title: str) -> None:
    once = cleaned(document(text, **({"title": title} if title else {})))
    assert [found for found in metadata.find(once, RULES) if isinstance(found, Edit)] == []


@given(texts)
def test_no_paragraph_is_removed_but_one_that_is_the_title(text: str) -> None:
    after = cleaned(document(text))
    for line in ARTICLE:
        assert after.text.count(line) == text.count(line)


@given(texts)
def test_undone_it_is_the_text_before(text: str) -> None:
    assert cleaned(document(text)).extracted() == text


def test_a_dateline_goes_when_the_rules_say_so() -> None:
    text = "KYIV, Ukraine (AP) — The harbour was closed on Friday, the office said.\n\nNobody was hurt, it added.\n"
    after = cleaned(document(text, title="Harbour closed"), RULES.model_copy(update={"dateline": "drop"}))
    assert after.text == "The harbour was closed on Friday, the office said.\n\nNobody was hurt, it added.\n"
    assert after.fields["place"] == "Kyiv"


def test_no_word_of_dates_or_bylines_is_listed_twice() -> None:
    word_lists = (
        RULES.published_labels,
        RULES.updated_labels,
        RULES.name_conjunctions,
        RULES.place_prepositions,
        *RULES.byline_openers.values(),
    )
    for words in word_lists:
        assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize("month", sorted(set(RULES.months.values())))
def test_every_month_has_its_name_in_every_language(month: int) -> None:
    names = [name for name, number in RULES.months.items() if number == month]
    assert len(names) >= 7  # August has one name in English and German, and one in Spanish, Italian and Portuguese
    for name in names:
        day = next(printed_dates.find_dates(f"7 {name} 2023", months=RULES.months, day_first=True))
        assert day.iso == f"2023-{month:02}-07"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2022-03-04", "2022-03-04"),
        ("2022/03/04", "2022-03-04"),
        ("4.3.2022", "2022-03-04"),
        ("24/3/2022", "2022-03-24"),
        ("3/24/2022", "2022-03-24"),
        ("4 de marzo de 2022", "2022-03-04"),
        ("1er mars 2022", "2022-03-01"),
        ("the 4th of March, 2022", "2022-03-04"),
        ("Mar. 4, 2022", "2022-03-04"),
        ("4 березня 2022", "2022-03-04"),
    ],
)
def test_a_day_is_read(line: str, day: str) -> None:
    assert [found.iso for found in printed_dates.find_dates(line, months=RULES.months, day_first=False)] == [day]


@pytest.mark.parametrize(
    "line",
    ["3/4/2022", "31 February 2022", "31.2.2022", "4 March", "March 2022", "12 marches 2022", "4.3.22", "1.2.3.2022"],
)
def test_no_day_is_guessed(line: str) -> None:
    assert list(printed_dates.find_dates(line, months=RULES.months, day_first=False)) == []


def test_a_headline_cut_in_two_is_no_headline() -> None:
    lines = [
        "The harbour office closed the harbour on Friday and",
        "its captain told the coast guard of the leaking oil.",
    ]
    assert headline_choice.choose_headline(lines, RULES.head_rules("en").headline) is None


@pytest.mark.parametrize(
    ("above", "headline"),
    [
        ("Town council of Ashford votes to close the old bridge", 0),
        ("News / Ashford / Repairs to the bridge will take two winters and cost a million", 1),  # a breadcrumb
        ("Ashford and the bridge", 1),  # too short: a section
    ],
)
def test_the_headline_of_a_page_is_above_its_standfirst(above: str, headline: int) -> None:
    standfirst = "Repairs to the bridge will take two winters and cost a million"
    article = (
        "The repairs to the old bridge of Ashford will take two winters and cost a million, its council said on Monday."
    )
    removed = [PageLine(text, None) for text in ("Sport", "Weather", "Log in")]
    page = [
        *removed,
        *(PageLine(text, number) for number, text in enumerate((above, standfirst, "By Jane Doe", article))),
    ]
    found = page_headline(page, RULES.head_rules("en"), [5])
    assert found is not None
    assert found.title == (above, standfirst)[headline]
