"""Metadata from a page's markup: first what must not be used."""

import json

import pytest
from lxml.html import document_fromstring

from pipeline.line_classifier.html_blocks import blocks_of
from pipeline.stages.extract import json_ld, page_metadata
from pipeline.stages.extract.page_metadata import Statement

WORDS = page_metadata.NameWords(
    ("by", "von"),
    frozenset({"reporter"}),
    frozenset({"staff", "reports"}),
    frozenset({"harbour press"}),
    frozenset({"and", "und", "y"}),
    ("edited by", "contributions from"),
)


def read(head: str = "", body: str = "<p>Text.</p>", **stated: object) -> page_metadata.PageMetadata:
    script = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **stated})}</script>'
        if stated
        else ""
    )
    tree = document_fromstring(f"<html><head>{head}{script}</head><body>{body}</body></html>")
    return page_metadata.read_metadata(tree, json_ld.objects(tree), blocks_of(tree), WORDS)


def test_a_page_without_statements_has_no_metadata() -> None:
    assert read(body="<p>Thursday, December 26, 2024</p><p>21 C, Delhi</p>") == page_metadata.PageMetadata()


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
def test_a_value_that_is_not_a_persons_name_is_no_author(author: object) -> None:
    assert read(author=author).author == Statement()


def test_the_outlet_is_no_author_of_its_own() -> None:
    head = "<meta property='og:site_name' content='Harbour Times'><meta name='author' content='Harbour Times'>"
    assert read(head).author == Statement()


@pytest.mark.parametrize("date", ["", "soon", "2024-13-45", "00:00", "1", "9999999999", None, ["2024-02-27"]])
def test_an_invalid_date_is_not_used(date: object) -> None:
    assert read(datePublished=date).date == Statement()


def test_the_date_of_a_change_is_not_the_publication_date() -> None:
    assert read(dateModified="2024-03-01", datePublished="2024-02-27T23:10:00+01:00").date.value == "2024-02-27"


def test_a_time_in_utc_is_converted_to_local_time_if_the_page_has_it() -> None:
    body = "<time datetime='2024-02-26T21:00:00-05:00'>Monday</time>"
    assert read(datePublished="2024-02-27T02:00:00Z", body=body).date == Statement("2024-02-26", "json-ld")
    assert read(datePublished="2024-02-27T05:00:00Z", body=body).date == Statement("2024-02-27", "json-ld")


def local_date(printed: str, language: str = "en-US") -> str:
    head = "<meta property='article:published_time' content='2024-02-27T02:00:20Z'>"
    tree = document_fromstring(f"<html lang='{language}'><head>{head}</head><body><p>{printed}</p></body></html>")
    return page_metadata.read_metadata(tree, [], blocks_of(tree), WORDS).date.value


@pytest.mark.parametrize(
    "printed",
    [
        "Published 9:00 PM EST, Mon February 26, 2024",
        "Feb. 26, 2024, 18:00 PT",
        "26/02/2024 21:00",
    ],
)
def test_the_printed_clock_time_gives_the_local_date(printed: str) -> None:
    assert local_date(printed) == "2024-02-26"


@pytest.mark.parametrize(
    "printed",
    [
        "Monday, February 26, 2024, 10:41 AM",
        "Updated 9:07 PM EST, Mon February 26, 2024",
        "February 26, 2024",
        "9:00 PM EST, Mon February 19, 2024",
        "9:00 PM",
    ],
)
def test_another_clock_time_does_not_change_the_date(printed: str) -> None:
    assert local_date(printed) == "2024-02-27"


def page(byline: str, *, above: str = "", language: str = "en") -> page_metadata.PageMetadata:
    text = (
        "<p>The harbour council approved the line on Tuesday after a debate of four hours, and boats leave soon.</p>"
        * 3
    )
    body = f"<div>{above}</div><div><h1>Ships leave at dawn</h1>{byline}{text}</div>"
    tree = document_fromstring(f"<html lang='{language}'><body>{body}</body></html>")
    return page_metadata.read_metadata(tree, [], blocks_of(tree), WORDS)


@pytest.mark.parametrize(
    ("printed", "language", "day"),
    [
        ("<p class='updated'>27 February 2024</p>", "en", ""),
        ("<p>03/04/2024</p>", "en", ""),
        ("<p>Thursday</p>", "en", ""),
        ("<p>Built in 1904</p>", "en", ""),
        ("<p>By Ann Lee</p><p>27 February 2024 at 09:00</p>", "en", "2024-02-27"),
        ("<p>03/04/2024</p>", "en-GB", "2024-04-03"),
        ("<p>03/04/2024</p>", "en-US", "2024-03-04"),
        ("<p>27.02.2024</p>", "en", "2024-02-27"),
        ("<p>27. Februar 2024</p>", "de", "2024-02-27"),
        ("<p>27 de febrero de 2024</p>", "es", "2024-02-27"),
        ("<p>27 февраля 2024</p>", "ru", "2024-02-27"),
    ],
)
def test_a_date_printed_below_the_headline_is_the_article_s(printed: str, language: str, day: str) -> None:
    assert page(printed, language=language).date == (Statement(day, "printed") if day else Statement())


def test_a_date_in_the_head_of_the_page_is_not_the_article_s() -> None:
    above = "<p>Thursday, December 26, 2024</p><p>7 C, light rain</p>"
    assert page("", above=above).date == Statement()
    assert page("<p>27 February 2024</p>", above=above).date.value == "2024-02-27"


@pytest.mark.parametrize(
    ("printed", "author"),
    [
        ("<p>Buy by Friday</p>", ""),
        ("<p>By Planet Staff</p>", ""),
        ("<p>By the sea</p>", ""),
        ("<p>By Ann Lee and Bo van Dam</p><p>7 min read</p>", "Ann Lee; Bo van Dam"),
        ("<p>By Ann Lee, Senior Reporter, 27 February 2024</p>", "Ann Lee"),
        ("<p>By ANN O'BRIEN</p>", "Ann O'Brien"),
        ("<p><span>By Ann Lee</span><span>Reporter</span></p>", "Ann Lee"),
        ("<p>By The Harbour Press</p>", "The Harbour Press"),
        ("<p>By Ann Lee, Harbour Press</p>", "Ann Lee"),
        ("<p>posted on 2024-02-27 09:00 by Ann Lee</p>", "Ann Lee"),
        ("<p>The bridge of 27 February 2024 was built by Ann Lee.</p>", ""),
        ("<p>Von Ana Ruiz y Gasset und Bo Dahl</p>", "Ana Ruiz y Gasset; Bo Dahl"),
    ],
)
def test_a_byline_below_the_headline_names_the_author(printed: str, author: str) -> None:
    assert page(printed).author == (Statement(author, "printed") if author else Statement())


def test_an_organization_is_the_author_if_no_person_is_named() -> None:
    assert read(author="Quay Press Staff").author.value == "Quay Press Staff"
    assert read(author=["Quay Press Staff", "Ann Lee"]).author.value == "Ann Lee"


def test_the_byline_selects_among_the_named_persons() -> None:
    people = [{"@type": "Person", "name": name} for name in ("Ann Lee", "Bo van Dam")]
    body = "<h1>Ships leave</h1><p>By Ann Lee</p>"
    assert read(body=body, author=people).author == Statement("Ann Lee", "json-ld")
    assert read(body=body + "<p>Bo van Dam</p>", author=people).author.value == "Ann Lee; Bo van Dam"


@pytest.mark.parametrize(
    "written",
    [
        "2024-02-27",
        "2024-02-27 10:00",
        "Tue, 27 Feb 2024 09:45:16 PST",
        "Tue, 02/27/2024 - 05:00",
        "02/27/2024 4:30:26 PM",
    ],
)
def test_a_date_is_parsed_in_every_format(written: str) -> None:
    assert read(f"<meta property='article:published_time' content='{written}'>").date == Statement("2024-02-27", "meta")


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
        (
            "<title>Ships leave at dawn | A Blog</title>",
            "<h1>A Blog</h1><h2>Ships leave at dawn</h2>",
            "Ships leave at dawn",
        ),
        (
            "<link rel='canonical' href='https://www.harbour.example/a'><title>Ships leave at dawn | Harbour</title>",
            "",
            "Ships leave at dawn",
        ),
        ("<meta property='og:title' content='Ships leave at...'>", "<h1>Menu</h1>", ""),
    ],
)
def test_the_title_is_the_article_s_and_not_the_site_s(head: str, body: str, title: str) -> None:
    assert read(head, body + "<p>Text.</p>").title.value == title


def test_authors_are_separate_names() -> None:
    people = [
        {"@type": "Person", "name": "By Ann Lee"},
        {"@type": "Person", "name": "Bo van Dam and Cy Doe"},
        "ann lee",
    ]
    assert read(author=people).author == Statement("Ann Lee; Bo van Dam; Cy Doe", "json-ld")


def test_broken_json_ld_is_skipped() -> None:
    head = "<script type='application/ld+json'>{\"headline\": </script><meta name='author' content='Ann Lee'>"
    assert read(head).author == Statement("Ann Lee", "meta")


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ("", ""),
        ("<meta http-equiv='date' content='2024-12-26'><meta http-equiv='content-language' content='de'>", "de"),
        ("<meta property='og:locale' content='en_GB'>", "en-GB"),
        ("<meta property='og:locale' content='the king\N{RIGHT SINGLE QUOTATION MARK}s English'>", ""),
    ],
)
def test_the_declared_language(head: str, language: str) -> None:
    metadata = read(head)
    assert (metadata.language.value, metadata.date) == (language, Statement())


def test_the_article_s_language_goes_before_the_page_s() -> None:
    assert read("<meta property='og:locale' content='en_US'>", inLanguage="uk").language == Statement("uk", "json-ld")


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("Ana Ruiz y Gasset", "Ana Ruiz y Gasset"),
        ("Ana Ruiz y Bo Dahl", "Ana Ruiz; Bo Dahl"),
        ("Ann Lee The Harbour Press", "Ann Lee"),
        ("harbour press", "harbour press"),
        (", Harbour Daily", ""),
        ("\u6e2f\u5c71 \u9752", "\u6e2f\u5c71 \u9752"),
        ("\u6e2f\u5c71\u9752", "\u6e2f\u5c71\u9752"),
        ("in Harbour", ""),
    ],
)
def test_names_stated_in_one_value(stated: str, author: str) -> None:
    assert read(author=stated).author.value == author


@pytest.mark.parametrize(
    ("printed", "author"),
    [
        ("<p>By Ann Lee</p><p>Edited by Bo Dahl</p>", "Ann Lee"),
        ("<p>By Ann Lee</p><p>Contributions from</p><p>Bo Dahl</p>", "Ann Lee"),
        ("<p>By Ann Lee</p><p>Bo Dahl</p>", "Ann Lee; Bo Dahl"),
        ("<p>By Ann Lee, Bo Dahl and Cy Moe</p>", "Ann Lee; Bo Dahl; Cy Moe"),
        ("<p>By Ann Lee, Bo Dahl, Harbour Affairs</p>", "Ann Lee; Bo Dahl"),
    ],
)
def test_stated_authors_are_compared_with_the_byline(printed: str, author: str) -> None:
    stated = [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Person", "name": "Bo Dahl"}]
    body = f"<h1>Ships leave at dawn</h1>{printed}<p>{'The boats leave. ' * 30}</p>"
    assert read(headline="Ships leave at dawn", author=stated, body=body).author.value == author


def test_the_most_specific_markup_of_an_author_is_read() -> None:
    byline = "<div class='byline-box'><span class='author'>Ann Lee</span> <b>Harbour Gazette</b></div>"
    assert read(body=byline).author == Statement("Ann Lee", "markup")


def test_author_names_of_a_list_of_articles_are_not_those_of_the_page() -> None:
    names = ("Ann Lee", "Bo Dahl", "Cy Moe", "Di Orr")
    assert read(body="".join(f"<span class='author-name'>{name}</span>" for name in names)).author == Statement()


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("<p>1 March 2024</p>", "2024-03-01"),
        ("<p>Updated 1 March 2024</p>", "2021-02-27"),
        ("<p class='updated'>1 March 2024</p>", "2021-02-27"),
        ("<p>2 March 2024</p>", "2021-02-27"),
        ("<p>27 February 2021</p>", "2021-02-27"),
    ],
)
def test_a_page_that_was_published_again_has_the_date_that_it_prints(printed: str, day: str) -> None:
    body = f"<div><h1>Ships leave at dawn</h1>{printed}</div>"
    assert read(datePublished="2021-02-27", dateModified="2024-03-01T09:00:00+01:00", body=body).date.value == day


def test_a_change_soon_after_publication_does_not_change_the_date() -> None:
    body = "<div><h1>Ships leave at dawn</h1><p>1 March 2024</p></div>"
    assert read(datePublished="2024-02-27", dateModified="2024-03-01", body=body).date.value == "2024-02-27"


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        ("<h1>Ships today</h1><h2>Ships leave the old harbour</h2>", "Ships leave the old harbour"),
        ("<h1>Ships to\u00adday</h1>", "Ships today"),
        ("<h1>Why so many old ships leave the harbour today</h1>", "Why so many old ships leave the harbour today"),
        ("<h1>About us</h1>", "Ships leave the old harbour"),
    ],
)
def test_the_heading_that_is_the_title(headings: str, title: str) -> None:
    head = "<meta property='og:title' content='Ships today'>"
    assert read(head, headline="Ships leave the old harbour", body=headings).title.value == title


def test_the_name_of_the_outlet_in_json_ld_is_no_title() -> None:
    head = "<meta property='og:site_name' content='Harbour Times'><title>Ships leave at dawn</title>"
    assert read(head, headline="Harbour Times").title == Statement("Ships leave at dawn", "markup")
