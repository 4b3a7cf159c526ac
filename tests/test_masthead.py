"""What a page's own markup says of its article: first what must not be believed."""

import json

import pytest
from lxml.html import document_fromstring

from pipeline.stages.extract import jsonld, masthead
from pipeline.stages.extract.masthead import Statement


def read(head: str = "", body: str = "<p>Text.</p>", **stated: object) -> masthead.Masthead:
    script = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **stated})}</script>'
        if stated
        else ""
    )
    tree = document_fromstring(f"<html><head>{head}{script}</head><body>{body}</body></html>")
    return masthead.of(tree, jsonld.objects(tree))


def test_a_page_that_says_nothing_has_no_masthead() -> None:
    assert read(body="<p>Thursday, December 26, 2024</p><p>21 C, Delhi</p>") == masthead.Masthead()


@pytest.mark.parametrize(
    "author",
    [
        "https://example.org/ann",
        "ann@example.org",
        "staff",
        "Staff reports",
        {"@type": "Organization", "name": "Harbour Times"},
        "<b>Ann</b>",
        "Room 12",
        None,
        7,
        ["", " "],
    ],
)
def test_what_is_no_persons_name_is_no_author(author: object) -> None:
    assert read(author=author).author == Statement()


def test_the_outlet_is_no_author_of_its_own() -> None:
    head = "<meta property='og:site_name' content='Harbour Times'><meta name='author' content='Harbour Times'>"
    assert read(head).author == Statement()


@pytest.mark.parametrize("date", ["", "soon", "2024-13-45", "00:00", "1", "9999999999", None, ["2024-02-27"]])
def test_what_is_no_day_is_no_date(date: object) -> None:
    assert read(datePublished=date).date == Statement()


def test_a_day_of_change_is_not_the_day_of_publication() -> None:
    assert read(dateModified="2024-03-01", datePublished="2024-02-27T23:10:00+01:00").date.value == "2024-02-27"


def test_a_day_in_utc_is_that_of_the_place_if_the_page_names_it() -> None:
    body = "<time datetime='2024-02-26T21:00:00-05:00'>Monday</time>"
    assert read(datePublished="2024-02-27T02:00:00Z", body=body).date == Statement("2024-02-26", "json-ld")
    assert read(datePublished="2024-02-27T05:00:00Z", body=body).date == Statement("2024-02-27", "json-ld")


@pytest.mark.parametrize(
    "spelt",
    [
        "2024-02-27",
        "2024-02-27 10:00",
        "Tue, 27 Feb 2024 09:45:16 PST",
        "Tue, 02/27/2024 - 05:00",
        "02/27/2024 4:30:26 PM",
    ],
)
def test_a_day_is_read_however_it_is_spelt(spelt: str) -> None:
    assert read(f"<meta property='article:published_time' content='{spelt}'>").date == Statement("2024-02-27", "meta")


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Ships leave at dawn | Harbour Times</title>",
            "<h1>Harbour Times</h1><h1>Ships leave at dawn</h1>",
            "Ships leave at dawn",
        ),
        (
            "<meta property='og:site_name' content='Harbour Times'><title>Ships leave at dawn - Harbour Times</title>",
            "",
            "Ships leave at dawn",
        ),
        (
            "<meta property='og:title' content='Ships leave at dawn'>",
            "<h1>Opinion Ships leave at dawn</h1>",
            "Ships leave at dawn",
        ),
        ("<title>Ships &amp; boats: a day - by - day account</title>", "", "Ships & boats: a day - by - day account"),
        ("", "<h1>Ships leave at dawn</h1>", "Ships leave at dawn"),
        ("<meta property='og:title' content='Ships leave at...'>", "<h1>Menu</h1>", ""),
    ],
)
def test_the_title_is_the_article_s_and_not_the_site_s(head: str, body: str, title: str) -> None:
    assert read(head, body + "<p>Text.</p>").title.value == title


def test_authors_come_one_by_one() -> None:
    people = [
        {"@type": "Person", "name": "By Ann Lee"},
        {"@type": "Person", "name": "Bo van Dam and Cy Doe"},
        "ann lee",
    ]
    assert read(author=people).author == Statement("Ann Lee; Bo van Dam; Cy Doe", "json-ld")


def test_broken_json_ld_is_passed_over() -> None:
    head = "<script type='application/ld+json'>{\"headline\": </script><meta name='author' content='Ann Lee'>"
    assert read(head).author == Statement("Ann Lee", "meta")
