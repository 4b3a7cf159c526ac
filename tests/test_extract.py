"""The extract stage, by kind of input."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean import clean
from pipeline.document import Document, Fact, canonical
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet
from pipeline.stages import extract

PARAGRAPHS = (
    "The harbour council approved the new ferry line on Tuesday after a debate of four hours.",
    "Work on the pier begins in spring, the mayor said, and the first boats should leave in autumn of next year.",
    "Residents of the old town had asked for a stop nearer to the market, which the planners declined.",
)
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
RULES = extract.Rules(
    max_elements=100_000,
    boilerplate_threshold=0.5,
    min_article_words=8,
    max_wall_words=80,
    wall_phrases={"cookie-wall": ["accept all cookies"]},
)


def document(page: str, kind: str = "page") -> Document:
    return Document("a", page.encode(), kind, {"charset": "utf-8"})  # type: ignore[arg-type]  # kind is one of two


def facts(page: str, kind: str = "page") -> dict[str, Fact]:
    found = extract.find(document(page, kind), RULES)
    return {fact.field: fact for fact in found if isinstance(fact, Fact)}


def reason(page: str, kind: str = "page") -> str:
    with pytest.raises(Unreadable) as caught:
        list(extract.find(document(page, kind), RULES))
    assert caught.value.remedy
    return caught.value.rule


@pytest.mark.parametrize(
    "text",
    [
        "Ships leave\n\nThey left.\n",
        "Write <b>bold</b> in bold.",
        "if a < b and b > c: </p> closes it\n" * 3,
        "---\n\nA rule, and no front matter.",
    ],
)
def test_plain_text_is_unchanged(text: str) -> None:
    assert facts(text) == {"text": Fact("text", text, "extract/plain")}


def test_a_clean_document_is_read_back() -> None:
    page = canonical.render({"id": "a.txt", "title": "Ships: leave", "date": "2024-02-27"}, "They left.\n\nAll.")
    rule = "extract/canonical"
    assert facts(page) == {
        "id": Fact("id", "a.txt", rule),
        "title": Fact("title", "Ships: leave", rule),
        "date": Fact("date", "2024-02-27", rule),
        "text": Fact("text", "They left.\n\nAll.", rule),
    }


def test_structure_of_html_is_kept() -> None:
    page = f"<html><body><article><h1>Ferry</h1>{BODY}<h2>Money</h2>{BODY}<ul><li>One million for the pier</li>"
    page += f"<li>Two million for the boats</li></ul><blockquote>We waited for years.</blockquote>{BODY}</article>"
    text = facts(page)["text"].value
    assert "\n\n## Money\n\n" in text
    assert "\n\n- One million for the pier\n- Two million for the boats\n\n> We waited for years.\n\n" in text


def test_a_list_in_a_list_stays_one_list() -> None:
    page = f"<html><body><article>{BODY}<ul><li>A million for the pier of the line<ul><li>half of it for its piles</li>"
    page += f"<li>half of it for the planks</li></ul></li><li>Two million for the boats</li></ul>{BODY}</article>"
    assert (
        "\n\n- A million for the pier of the line\n- half of it for its piles\n- half of it for the planks\n"
        "- Two million for the boats\n\n"
    ) in facts(page)["text"].value


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        pytest.param("{0}<br><br>{1}", ["{0}", "{1}"], id="two line breaks"),
        pytest.param("<div>{0}</div><div>{1}</div>", ["{0}", "{1}"], id="divs"),
        pytest.param("{0}<p>{1}</p>{2}", ["{0}", "{1}", "{2}"], id="text beside a paragraph"),
        pytest.param("<p>{0}</p><p>{1}</p>", ["{0}", "{1}"], id="nothing between"),
        pytest.param("<p>{0} <b>{1}</b> <a href='/x'>{2}</a></p>", ["{0} {1} {2}"], id="inline"),
        pytest.param("<p>{0}\n{1}</p>", ["{0} {1}"], id="a line end in the source"),
        pytest.param("<section><span>{0}</span></section><p>{1}</p>", ["{0}", "{1}"], id="a span alone"),
    ],
)
def test_paragraphs_are_neither_joined_nor_split(source: str, parts: list[str]) -> None:
    page = f"<html><body><article>{source.format(*PARAGRAPHS)}</article></body></html>"
    assert facts(page)["text"].value.split("\n\n") == [part.format(*PARAGRAPHS) for part in parts]


def test_a_line_of_jsonl_gives_its_fields() -> None:
    line = json.dumps({"id": "7", "text": "They left.\r\nAll.", "title": "Ships", "tags": ["a"], "date": "2024-02-27"})
    assert {name: fact.value for name, fact in facts(line, "line").items()} == {
        "text": "They left.\nAll.",
        "id": "7",
        "title": "Ships",
        "date": "2024-02-27",
        "meta.tags": '["a"]',
    }


def test_html_in_a_line_of_jsonl_is_extracted() -> None:
    found = facts(
        json.dumps({"html": f"<html><body><article>{BODY}</article></body></html>", "title": "Ferry"}), "line"
    )
    assert found["text"].value == "\n\n".join(PARAGRAPHS)
    assert found["title"] == Fact("title", "Ferry", "extract/jsonl")


def test_lone_surrogates_are_replaced() -> None:
    assert (
        facts('{"text": "a\\ud800b \\ud83d\\ude00"}', "line")["text"].value
        == "a\N{REPLACEMENT CHARACTER}b \N{GRINNING FACE}"
    )


def article_page(head: str) -> str:
    return f"<html><head>{head}</head><body><article><h1>Ships leave at dawn</h1>{BODY}</article></body></html>"


def json_ld(**values: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **values})}</script>"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(
            f'<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "n": {"1" * 5_000}}}</script>',
            id="an integer of 5,000 digits",
        ),
        pytest.param(
            json_ld(headline="Ships \ud83d leave", author="A \ud83d B", articleBody="a \ude00 " * 30), id="surrogates"
        ),
        pytest.param("<title>Ships &#xd83d; leave</title>", id="a surrogate as character reference"),
        pytest.param("<link rel='canonical' href='http://[bad'>", id="an invalid canonical link"),
        pytest.param("<meta property='og:url' content='http://[bad'>", id="an invalid og:url"),
        pytest.param("<link rel='canonical' href='http://a.example:99999999/'>", id="an invalid port"),
        pytest.param(json_ld(datePublished="0000-01-01", author={"@id": ["x"]}, publisher=[None, 7]), id="wrong types"),
    ],
)
def test_malformed_metadata_leaves_the_article_whole(head: str) -> None:
    found = facts(article_page(head))
    assert found["text"].value.endswith("\n\n".join(PARAGRAPHS))
    assert "url" not in found
    assert all(fact.value.encode() for fact in found.values())


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(
        ["http://[bad", "NewsArticle", "Person", "2024-02-30T25:00Z", "9999-12-31T23:59:59-12:00", "x" * 999]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@id", "@type", "name"]), inner, max_size=3)
    ),
    max_leaves=6,
)
SCHEMA_KEYS = ("@id", "@type", "headline", "author", "publisher", "datePublished", "inLanguage", "articleBody", "url")


@given(st.dictionaries(st.sampled_from(SCHEMA_KEYS), JSON_VALUES), st.text(max_size=30), st.text(max_size=30))
@settings(max_examples=150, deadline=None)
def test_no_metadata_raises(values: dict[str, object], meta: str, link: str) -> None:
    head = f"<meta property='article:published_time' content='{meta}'><meta name='author' content='{meta}'>"
    head += f"<link rel='canonical' href='http://{link}'><title>{meta}</title>"
    found = facts(article_page(head + json_ld(**values)))
    assert all(fact.value.encode() for fact in found.values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"n": ' + "1" * 5_000 + ', "text": "They left."}', {"text": "They left."}),
        ('{"url": "http://[bad", "text": "They left."}', {"text": "They left."}),
        ('{"url": "/news/7", "text": "They left."}', {"url": "/news/7", "text": "They left."}),
    ],
)
def test_malformed_values_of_a_line_are_dropped(line: str, expected: dict[str, str]) -> None:
    assert {name: fact.value for name, fact in facts(line, "line").items()} == expected


def test_a_surrogate_in_front_matter_is_harmless() -> None:
    page = '---\ntitle: "Ships \\ud83d leave"\nurl: "http://[bad"\n---\n\nThey left.\n'
    assert {name: fact.value for name, fact in facts(page).items()} == {
        "title": "Ships \\ud83d leave",
        "text": "They left.",
    }


@pytest.mark.parametrize(
    ("url", "stored"),
    [
        ("https://a.example/news?id=7&page=2#part", "https://a.example/news?id=7&page=2#part"),
        ("https://a.example/@ann/keyword?monkey=1&tokens=2", "https://a.example/@ann/keyword?monkey=1&tokens=2"),
        ("https://ann:pass@a.example/news", "https://a.example/news"),
        ("https://ann@a.example:8080/news", "https://a.example:8080/news"),
        ("https://a.example/news?id=7&api_key=1&X-Amz-Signature=2", "https://a.example/news?id=7"),
        ("https://a.example/news?accessToken=1#access_token=2", "https://a.example/news"),
        ("https://a.example/get?to=https://ann:pass@b.example/", "https://a.example/get?to=https://b.example/"),
    ],
)
def test_a_url_is_stored_without_credentials(url: str, stored: str, rule_set: RuleSet) -> None:
    page = article_page(f"<link rel='canonical' href='{url}'>")
    doc = clean(Document("a.html", page.encode()), rule_set.rules)
    assert doc.fields["url"] == stored
    assert doc.fields["outlet"] in {"a.example", "a.example:8080"}
    assert "pass" not in str(doc.steps)


PAYWALL = "<p>To continue reading, subscribe now.</p>"
STATE = {
    "props": {
        "page": {
            "title": "Ferry",
            "content_elements": [{"type": "text", "content": f"<p>{p}</p>"} for p in PARAGRAPHS * 4],
        }
    }
}
OTHER_STORIES = {"related": ["Another story about a mill and its bridge, told at length."] * 40}
PAID_RULES = RULES.model_copy(update={"wall_phrases": {"paywall": ["to continue reading, subscribe"]}})


def paid(body: str, head: str = "") -> dict[str, str]:
    page = f"<html><head>{head}</head><body><article><h1>Ferry line approved</h1>{body}</article></body></html>"
    return {fact.field: fact.value for fact in extract.find(document(page), PAID_RULES) if isinstance(fact, Fact)}


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(STATE)}</script>", id="JSON"),
        pytest.param(f"<script>window.__STATE__ = {json.dumps(STATE)}; run()</script>", id="a variable"),
        pytest.param(
            f"<script>window.article={json.dumps({'a': {'bodyHtml': BODY * 4}})}</script>", id="one string of HTML"
        ),
    ],
)
def test_a_paid_article_is_read_from_the_data_of_its_page(script: str) -> None:
    found = paid(f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{PAYWALL}", script)
    assert found["text"] == "\n\n".join(PARAGRAPHS * 4)
    assert "incomplete" not in found


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("", id="no data"),
        pytest.param("<script>window.x = {broken</script>", id="broken data"),
        pytest.param(
            f"<script>window.x = {json.dumps(OTHER_STORIES)}</script>",
            id="data of another article",
        ),
        pytest.param(
            f"<script>window.x = {json.dumps([f'key_{n}' for n in range(300)] + list(PARAGRAPHS * 4))}</script>",
            id="a list of all strings of the page",
        ),
        pytest.param(
            f"<script>window.x = {json.dumps([*OTHER_STORIES['related'], *PARAGRAPHS * 4])}</script>",
            id="data that has the article after others",
        ),
    ],
)
def test_a_text_cut_short_is_marked_with_its_evidence(script: str) -> None:
    found = paid(BODY * 2 + PAYWALL, script)
    assert PARAGRAPHS[1] in found["text"]
    assert "mill" not in found["text"]
    assert found["incomplete"].startswith("the page shows 'to continue reading, subscribe', and the text has ")
    counted = json_ld(wordCount=900)
    assert paid(BODY, counted)["incomplete"].startswith("JSON-LD states 900 words, the text has ")


def test_a_whole_article_is_not_marked() -> None:
    free = json_ld(isAccessibleForFree=True, wordCount=55)
    assert "incomplete" not in paid(BODY, free)
    assert "incomplete" not in paid(BODY * 4, json_ld(isAccessibleForFree=False))


JAPANESE = (
    "<p>\u6e2f\u306e\u65b0\u3057\u3044<ruby>\u8239<rp>(</rp><rt>\u3075\u306d</rt><rp>)</rp></ruby>"
    "\u306e\u8def\u7dda\u304c\u706b\u66dc\u65e5\u306b\u627f\u8a8d\u3055\u308c\u305f\u3002</p>"
)


def test_ruby_annotations_stay_in_their_sentence_and_a_short_japanese_text_is_an_article() -> None:
    sentence = (
        "\u6e2f\u306e\u65b0\u3057\u3044\u8239(\u3075\u306d)"
        "\u306e\u8def\u7dda\u304c\u706b\u66dc\u65e5\u306b\u627f\u8a8d\u3055\u308c\u305f\u3002"
    )
    found = facts(f"<html><body><nav><a href='/'>\u6e2f</a></nav><article>{JAPANESE * 2}</article></body></html>")
    assert found["text"] == Fact("text", f"{sentence}\n\n{sentence}", "extract/classifier")


def test_dropped_blocks_are_recorded_with_score_and_place() -> None:
    menu = "".join(f"<li><a href='/{name}'>{name}</a></li>" for name in ("News", "Sport", "Weather"))
    page = f"<html><body><nav><ul>{menu}</ul></nav><article>{BODY}</article><footer><p>All rights reserved</p></footer>"
    found = facts(page)
    dropped = [json.loads(line) for line in found["dropped_blocks"].value.split("\n")]
    assert [(each["after"], each["tag"], each["text"]) for each in dropped] == [
        (0, "li", "News"),
        (0, "li", "Sport"),
        (0, "li", "Weather"),
        (3, "p", "All rights reserved"),
    ]
    assert {each["reason"] for each in dropped} == {"classifier"}
    assert all(0.5 <= each["score"] <= 1 for each in dropped)


def test_the_record_of_dropped_blocks_is_bounded() -> None:
    menu = "".join(f"<li><a href='/{n}'>Link number {n} {'of the site ' * 40}</a></li>" for n in range(450))
    found = facts(f"<html><body><ul>{menu}</ul><article>{BODY}</article></body></html>")
    value = found["dropped_blocks"].value
    assert len(value) < 60_000
    assert json.loads(value.rpartition("\n")[2])["omitted"] >= 200


def test_quotation_marks_cut_to_control_characters_survive_parsing() -> None:
    page = f"<html><body><article><p>\x1cThe ferry isn\x19t late,\x1d the mayor said.</p>{BODY}</article></body></html>"
    assert facts(page)["text"].value.startswith("\u201cThe ferry isn\u2019t late,\u201d the mayor said.")


@pytest.mark.parametrize(
    ("rule", "page", "kind"),
    [
        ("extract/empty", " \n", "page"),
        ("extract/empty", '{"id": "7"}', "line"),
        ("extract/broken-json", '{"id": "7"', "line"),
        ("extract/broken-json", "[1]", "line"),
        ("extract/broken-json", "[" * 100_000, "line"),
        ("extract/frames", "<html><frameset cols='20%,80%'><frame src='a.html'></frameset></html>", "page"),
        ("extract/scripts", "<html><body><div id='root'></div><script>go()</script></body></html>", "page"),
        ("extract/no-article", "<html><body><nav><a>Home</a></nav></body></html>", "page"),
        (
            "extract/cookie-wall",
            "<html><body><div><p>We care.</p><p>Accept all cookies</p></div></body></html>",
            "page",
        ),
    ],
)
def test_a_page_without_an_article_is_set_aside_with_a_reason(rule: str, page: str, kind: str) -> None:
    assert reason(page, kind) == rule


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<html><body>" + "<div>" * 100_000 + BODY * 3 + "</div>" * 100_000, id="nested"),
        pytest.param("<html><body><div " + "".join(f" a{i}=''" for i in range(100_000)) + f">{BODY}", id="attributes"),
        pytest.param(f"<html><body><div x='{'a' * 50_000_000}'>{BODY}", id="50 MB in an attribute"),
        pytest.param("<html><body>" + "<p><b><i><a href=x>" * 20_000, id="unclosed"),
        pytest.param("<html><body>" + "<li><a>Link</a></li>" * 200_000, id="links"),
        pytest.param("<" * 1_000_000, id="angle brackets"),
        pytest.param("<html>\0<body>\0" + BODY, id="nul"),
        pytest.param(f"<html><body>{'<table><tr><td>' * 5_000}{BODY}", id="tables in tables"),
        pytest.param(f"<html><body>{'<ul><li>' * 5_000}{BODY}", id="lists in lists"),
        pytest.param(f"<html><body>{'<blockquote>' * 20_000}{BODY}", id="quotes in quotes"),
        pytest.param(f"<html><body><p>{'word <b>bold</b> ' * 45_000}</p>{BODY}", id="one element of thousands"),
        pytest.param(f"<html><body>{BODY}<script type='application/ld+json'>{'[' * 1_000_000}", id="deep JSON-LD"),
        pytest.param("<html><body>" + "<h1>Ships leave</h1><p>1/2/2024 9:00</p>" * 20_000, id="headlines"),
        pytest.param("<html><body>" + f"<p {'a=v ' * 400}>x</p>" * 2_000 + BODY * 2, id="attributes everywhere"),
        pytest.param("<html><body><!-- never closed " + BODY, id="all a comment"),
        pytest.param(f"<html><body><svg>{'<path/>' * 500_000}</svg>{BODY}", id="a large drawing"),
    ],
)
def test_hostile_pages_take_bounded_time(page: str) -> None:
    try:
        assert facts(page)["text"].value
    except Unreadable as why:
        assert why.remedy  # noqa: PT017 - either outcome is right, a hang or a crash is not


ARTICLE = "\n\n".join(PARAGRAPHS)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "page",
    [
        pytest.param(f"<article>{BODY}</article>", id="no html, no body"),
        pytest.param(f"<html><body><article>{BODY}</article><!-- never closed <p>Junk</p>", id="an open comment"),
        pytest.param(f"<html><body><article>{BODY}</article><script>let a = '<p>';", id="an open script"),
        pytest.param(f"<html><body><div x='{'a' * 19_000_000}'><article>{BODY}</article>", id="a long attribute"),
        pytest.param(f"<html><body><article>{BODY}</article><p {'a=v ' * 400}></p>", id="many attributes"),
        pytest.param(
            f"<html><body><article>{BODY}<img src='data:image/png;base64,{'QUJD' * 4_000_000}'></article>", id="base64"
        ),
        pytest.param(
            f"<html><body><article>{BODY}</article>"
            + "".join(f"<li><a href='/{number}'>Link {number}</a></li>" for number in range(45_000)),
            id="a directory",
        ),
        pytest.param(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd">\n'
            f'<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"><body><article>{BODY}</article></body></html>',
            id="XHTML with an XML header",
        ),
    ],
)
def test_an_article_survives_broken_markup_around_it(page: str) -> None:
    assert facts(page)["text"].value == ARTICLE
    assert facts(f"<html><body><article>{BODY}</article></body></html>")["text"].value == ARTICLE


@pytest.mark.parametrize(
    ("declared", "charset"),
    [
        pytest.param("utf-8", "windows-1252", id="Windows-1252 declared as UTF-8"),
        pytest.param("windows-1252", "utf-8", id="UTF-8 declared as Windows-1252"),
        pytest.param("klingon", "utf-8", id="an unknown charset"),
        pytest.param("", "windows-1252", id="no charset"),
        pytest.param("", "utf-16", id="UTF-16"),
    ],
)
def test_a_wrong_declared_charset_changes_no_character(declared: str, charset: str, rule_set: RuleSet) -> None:
    quote = "“The café stays”"
    meta = f"<meta charset='{declared}'>" if declared else ""
    page = (
        f"<html lang='en'><head>{meta}</head><body><article>{BODY}<p>{quote}, the mayor said on Friday.</p></article>"
    )
    done = clean(Document("a.html", page.encode(charset)), rule_set.rules)
    assert done.text == f"{ARTICLE}\n\n{quote}, the mayor said on Friday."


def test_a_megabyte_on_one_line_is_extracted() -> None:
    page = f"<html><body><article><p>{'The boats leave at nine and come back at noon. ' * 22_000}</p></article></html>"
    assert len(facts(page)["text"].value) > 1_000_000


def extracted_line(rule_set: RuleSet, **columns: object) -> dict[str, str]:
    doc = Document("a.jsonl#1", json.dumps(columns).encode(), "line").take("charset", [Fact("charset", "utf-8", "x")])
    found = extract.find(doc, extract.Rules.model_validate(rule_set.rules["extract"]))
    return {fact.field: fact.value for fact in found if isinstance(fact, Fact) and fact.field != "text"}


def test_unknown_columns_are_kept(rule_set: RuleSet) -> None:
    columns = {"crawl id": 12345678901234567890, "ok": True, "none": None, "empty": " ", "tags": ["a", {"b": 1}]}
    assert extracted_line(rule_set, text="One.", id=5, title="T", **columns, **{"meta.x": "y"}) == {
        "id": "5",
        "title": "T",
        "meta.crawl_id": "12345678901234567890",
        "meta.ok": "true",
        "meta.tags": '["a", {"b": 1}]',
        "meta.x": "y",
    }


def test_a_column_larger_than_an_article_is_left_out_and_named(rule_set: RuleSet) -> None:
    found = extracted_line(rule_set, text="One.", raw_page="x" * 10_001, section="Sport")
    assert found == {"meta.section": "Sport", "meta_left_out": "raw_page"}


def test_columns_of_a_row_of_copydesk_are_not_unknown(rule_set: RuleSet) -> None:
    own = {"source": "a", "raw_sha256": "0", "text_sha256": "1", "rules": "2", "copydesk": "3", "record": {"x": 1}}
    assert extracted_line(rule_set, text="One.", section="Sport", **own) == {"meta.section": "Sport"}
    assert extracted_line(rule_set, text="One.", source="Reuters") == {"meta.source": "Reuters"}
