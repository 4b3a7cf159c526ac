"""Patterns of text, HTML and YAML that make a careless program slow: each is a unit repeated up to a length.

``%`` in a unit is replaced by a running number in hexadecimal, so that all repetitions differ; ``~`` by its digits as
letters.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

_ARTICLE = (
    "The harbour reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n\n"
)
_BODY = "".join(f"<p>{line}</p>" for line in _ARTICLE.strip().split("\n\n"))
_PAGE = f"<!doctype html><html><head><title>Harbour reopens</title></head><body><article>{_BODY}"
_HEAD = "<!doctype html><html><head><title>Harbour reopens</title>"
_AFTER_HEAD = f"</head><body><article>{_BODY}</article></body></html>"
_JSON = '<script type="application/ld+json">'
_YAML_END = f"\n---\n{_ARTICLE}"

TEXTS: Mapping[str, str] = {
    "word": "harbour ",
    "long word": "abcdefgh",
    "long capital word": "Abcdefgh",
    "digits": "1234567890",
    "numbers": "1,234.5 ",
    "newlines": "\n",
    "empty lines": "x\n\n",
    "single letters": "a ",
    "letter lines": "a\n",
    "spaces": "a" + " " * 50,
    "trailing spaces": "one line" + " " * 50 + "\n",
    "tabs": "a\t\t",
    "no-break spaces": "a\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}b ",
    "zero width": "a\N{ZERO WIDTH SPACE}\N{SOFT HYPHEN}",
    "control characters": "a\x07\x1b[31m",
    "carriage returns": "line\r",
    "null bytes": "ab\x00",
    "combining marks": "\u0301\u0323",
    "accents": "e\u0301\nx\n",
    "sharp s": "\N{LATIN SMALL LETTER SHARP S}",
    "ligatures": "\N{LATIN SMALL LIGATURE OE}",
    "emoji": "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}",
    "right to left": "\N{RIGHT-TO-LEFT OVERRIDE}abc",
    "cjk": "文字",
    "cyrillic": "Порт открылся в понедельник. ",
    "mojibake": "\u00c3\u00a9t\u00c3\u00a9 ",
    "mojibake lines": "sÃ³lo a\n",
    "mojibake word": "Ã©",
    "mojibake thrice": "ÃƒÂ©t ",
    "entities": "&amp;",
    "broken entities": "&;&amp",
    "numeric entities": "&#233; ",
    "nested brackets": "( a ",
    "closed brackets": "(a) ",
    "square brackets": "[a](",
    "quotes": '"a ',
    "curly quotes": "\N{LEFT DOUBLE QUOTATION MARK}a ",
    "apostrophes": "'a ",
    "dashes": "- ",
    "em dashes": "a\N{EM DASH}b ",
    "dots": ".",
    "ellipses": "a... ",
    "commas": "a , ",
    "joined sentences": "ab.Cd ",
    "doubled words": "the the of ",
    "split words": "ab%g-\nh%cd ",
    "hyphens": "re-",
    "pipes": "a b c | ",
    "headings": "# Harbour ~\n\n",
    "deep headings": "###### a\n",
    "lists": "- item ~\n",
    "nested lists": "  - item\n    - deeper\n",
    "numbered": "1. item ~\n",
    "quotations": "> quoted ~\n",
    "deep quotation": "> ",
    "code fences": "```\ncode\n",
    "tables": "| a | b |\n|---|---|\n",
    "emphasis": "*a **b _c ",
    "backticks": "`a",
    "links": "[text](https://example.org/%) ",
    "open links": "[text](",
    "addresses": "https://example.org/a/% ",
    "emails": "name.%@example.org ",
    "email marks": "a@",
    "percent": "%%%",
    "slashes": "a/b/",
    "boilerplate lines": "Most Popular Articles\n",
    "boilerplate mixed": "Share this article\nThe harbour of ~ reopened on Monday, its master said.\n",
    "read also": "Also Read: Ferries to ~ run again from Monday\n",
    "bylines": "By Jane Doe\n",
    "datelines": "PLACE - x\n",
    "dates": "March 3, 2022\n",
    "date words": "3 March 2022 ",
    "times": "12:30:45 ",
    "captions": "Photo: Jane Doe / Agency\n",
    "agencies": "(AFP, dpa, Reuters) ",
    "headlines": "Harbour closed after ship\n",
    "distinct headlines": "Harbour of ~ closed after ship ran aground\n",
    "copyright": "Copyright 2024 Example. All rights reserved.\n",
    "sentences": "The harbour of ~ reopened on Monday, its master said. ",
    "paragraphs": "The harbour of ~ reopened on Monday, its master said.\n\n",
    "same paragraphs": "The harbour reopened on Monday, its master said.\n\n",
    "two names": "Zelensky Odessa ",
    "names a line": "Zelensky said.\nOdessa fell.\n",
    "one name": "Kiev ",
    "two forms": "Kiev Kyiv ",
    "bearers": "Volodymyr Zelensky and Igor Zelensky ",
    "name path": "Kiev/",
    "quoted name": '"Kiev ',
    "about spelling": "the spelling Kiev ",
    "far forms": "Kiev " + "-" * 300 + " Kyiv ",
    "capitals": "Kiev Foo Bar Baz ",
    "first names": "X~ Lvov X~-Otto Lvov ",
    "similar names": "X~ ",
    "similar long names": "Xabc~ ",
    "similar names in lines": "X~\n",
    "unknown words": "x~ ",
    "typos": "recieve (the) [si] ",
    "joined typos": "tehxa recieved definately and ",
    "german": "Der Hafen von ~ wurde am Montag wieder geoeffnet. ",
    "german words": "Hafenmeister~ ",
    "french": "Le port de ~ a rouvert lundi. ",
    "spanish": "El puerto de ~ se reabrió el lunes. ",
    "title case": "The Harbour Of ~ Has Reopened ",
    "upper case": "THE HARBOUR OF ~ REOPENED ",
    "json": '{"a": [',
    "html text": "a < b > c ",
    "angle brackets": "<",
    "surrogates": "\\ud83d",
}
"""Bodies of text files."""

_LANGUAGES = {"sharp s": "de", "german": "de", "german words": "de", "ligatures": "fr", "french": "fr", "spanish": "es"}

MARKUP: Mapping[str, str] = {
    "p": "<p>a",
    "paragraphs": "<p>The harbour of ~ reopened on Monday, its master said.</p>",
    "br": "a<br>",
    "br only": "<br>",
    "hr": "a<hr>",
    "div": "<div>a",
    "divs": "<div>a</div>",
    "full divs": "<div>The harbour of ~ reopened on Monday, its master said.</div>",
    "span": "<span>a",
    "spans": "<span>a</span> ",
    "p b": "<p><b>a",
    "b": "<b>",
    "b i": "<b><i>",
    "p b i": "<p><b><i>a</p>",
    "font": "<font color=red>a",
    "a": "<a href=/%>a",
    "links": '<a href="/story/%">Story ~ of the harbour</a> ',
    "link list": '<li><a href="/story/%">Story ~ of the harbour</a></li>',
    "li": "<li>a",
    "lis": "<li>a</li>",
    "nested ul": "<ul><li>a",
    "dl": "<dt>a<dd>b",
    "td": "<table><tr><td>a",
    "cells": "<td>a</td>",
    "rows": "<tr><td>a</td><td>~</td></tr>",
    "tables": "<table><tr><td>a ~</td></tr></table>",
    "headings": "<h2>Part ~</h2>",
    "open headings": "<h2>a",
    "quotes": "<blockquote>a",
    "blockquotes": "<blockquote><p>Part ~ was said.</p></blockquote>",
    "figures": "<figure><img src=/%.jpg><figcaption>Photo ~</figcaption></figure>",
    "images": "<img src=/%.jpg alt=a>",
    "comments": "<!-- a -->",
    "open comments": "<!-- a ",
    "scripts": "<script>a</script>",
    "open script": "<script>a",
    "styles": "<style>a{b:c}</style>",
    "attributes": "<p a%=b",
    "classes": '<p class="c% d%">a</p>',
    "ids": '<div id="i%">a ~</div>',
    "entities": "&amp;",
    "broken tags": "<p<",
    "closing tags": "</div>",
    "articles": "<article><p>The harbour of ~ reopened.</p></article>",
    "sections": "<section><h3>a</h3><p>The harbour of ~ reopened.</p></section>",
    "asides": "<aside>a ~</aside>",
    "forms": "<form><input name=a><select><option>b",
    "buttons": "<button>Share</button>",
    "iframes": "<iframe src=/%></iframe>",
    "pre": "<pre>a\n\n",
    "code": "<code>a</code>",
    "cdata": "<![CDATA[a]]>",
    "svg": "<svg><g>",
    "template": "<template><p>a",
    "strong lines": "<p><strong>Part ~</strong><br>",
    "times": "<time datetime=2024-05-01>1 May</time>",
    "bylines": "<p class=author>By Jane Doe</p>",
    "author links": '<a rel=author href="/a%">Jane X~</a> ',
    "author names": '<span class="author">Jane X~</span> ',
    "itemprops": '<span itemprop="author">Jane X~</span> ',
    "time elements": '<time datetime="2024-05-01T06:%">1 May</time> ',
    "posts": "<blockquote class=twitter-tweet><p>a ~</p></blockquote>",
    "whitespace": "<p>" + " " * 40 + "</p>",
}
"""Bodies of HTML pages, after the beginning of an article."""

HEADS: Mapping[str, tuple[str, str, str]] = {
    "title": ("<title>", "Harbour | ", "</title>"),
    "title words": ("<title>", "harbour ~ ", "</title>"),
    "titles": ("", "<title>a</title>", ""),
    "metas": ("", "<meta name=author content=a~>", ""),
    "meta content": ('<meta property="og:title" content="', "Harbour - ", '">'),
    "distinct authors": ('<meta name="author" content="', "Jane X~, ", '">'),
    "distinct author metas": ("", '<meta name="author" content="Jane X~">', ""),
    "json authors": (
        _JSON + '{"@type": "NewsArticle", "author": [{"name": "a"}',
        ', {"@type": "Person", "name": "Jane X~"}',
        "]}</script>",
    ),
    "json author scripts": (
        "",
        _JSON + '{"@type": "NewsArticle", "author": "Jane X~"}</script>',
        "",
    ),
    "tags": ("", '<meta property="article:tag" content="X~">', ""),
    "opengraph": ("", '<meta property="og:title" content="X~">', ""),
    "authors": ('<meta name="author" content="', "Jane Doe and ", '">'),
    "dates": ('<meta name="date" content="', "2024-05-01 ", '">'),
    "canonical": ('<link rel="canonical" href="https://example.org/', "a/", '">'),
    "links": ("", '<link rel="canonical" href="/%">', ""),
    "json array": (_JSON, "[", "</script>"),
    "json objects": (
        _JSON + "[0",
        ', {"@type": "NewsArticle", "headline": "a"}',
        "]</script>",
    ),
    "json nested": (_JSON, '{"@graph": [', "</script>"),
    "json scripts": ("", _JSON + '{"@type": "NewsArticle"}</script>', ""),
    "json digits": (_JSON + '{"a": ', "1234567890", "}</script>"),
    "json escapes": (_JSON + '{"headline": "', "\\u00e9", '"}</script>'),
}
"""Heads of HTML pages."""

YAMLS: Mapping[str, tuple[str, str, str]] = {
    "title": ("---\ntitle: ", "harbour ", _YAML_END),
    "keys": ("---\n", "key%: a\n", _YAML_END),
    "same keys": ("---\n", "title: a\n", _YAML_END),
    "list": ("---\ntags:\n", "- a~\n", _YAML_END),
    "flow list": ("---\ntags: ", "[", _YAML_END),
    "flow map": ("---\ntags: ", "{a: ", _YAML_END),
    "anchors": ("---\n", "k%: &a% [x]\n", _YAML_END),
    "aliases": ("---\na: &a [x, x]\nb: [", "*a, ", "x]" + _YAML_END),
    "doubling": ("---\na: &a%0 [x]\n", "k%: &b [*a%0, *a%0]\n", _YAML_END),
    "quoted": ('---\ntitle: "', "\\x41", '"' + _YAML_END),
    "block": ("---\ntitle: |\n", "  line\n", _YAML_END),
    "comments": ("---\ntitle: a\n", "# comment\n", _YAML_END),
    "colons": ("---\ntitle: ", "a: ", _YAML_END),
    "tags": ("---\n", "k%: !!int 3\n", _YAML_END),
    "merges": ("---\na: &a {x: y}\n", "k%: {<<: *a}\n", _YAML_END),
    "questions": ("---\n", "? ", _YAML_END),
    "digits": ("---\nid: ", "1234567890", _YAML_END),
    "unclosed": ("---\n", "key%: a\n", ""),
    "dashes": ("", "---\n", _ARTICLE),
    "deep list": ("---\n", "- ", _YAML_END),
}
"""Front matter of Markdown documents, and what follows it."""


class Pattern(NamedTuple):
    """What comes before the unit, the unit, and what comes after it; the language of a text, empty for a page."""

    before: str
    unit: str
    after: str
    language: str = ""


def _patterns() -> Iterator[tuple[str, Pattern]]:
    yield from (
        (f"text/{name}", Pattern(_ARTICLE, unit, "", _LANGUAGES.get(name, "en"))) for name, unit in TEXTS.items()
    )
    yield from ((f"html/{name}", Pattern(_PAGE, unit, "")) for name, unit in MARKUP.items())
    yield from (
        (f"head/{name}", Pattern(_HEAD + start, unit, end + _AFTER_HEAD)) for name, (start, unit, end) in HEADS.items()
    )
    yield from ((f"yaml/{name}", Pattern(*parts)) for name, parts in YAMLS.items())


def build(pattern: Pattern, length: int) -> bytes:
    """The document of a pattern, about ``length`` bytes long."""
    before, unit, after, _ = pattern
    count = length // len(unit.replace("%", "0000").replace("~", "aaaa").encode())
    if "%" not in unit and "~" not in unit:
        return (before + unit * count + after).encode()
    numbered = (unit.replace("%", f"{number:x}").replace("~", _letters(number)) for number in range(count))
    return (before + "".join(numbered) + after).encode()


def _letters(number: int) -> str:
    """A number as a word of the letters a to p."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in f"{number:x}")


PATTERNS: Mapping[str, Pattern] = dict(_patterns())
"""All patterns by name."""
