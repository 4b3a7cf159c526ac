"""A page of HTML becomes facts: by the rule of its site where there is one, else by what the page looks like."""

from collections.abc import Iterator
from typing import Any

from pipeline.document import Fact
from pipeline.errors import Unreadable
from pipeline.stages.extract import html_tree, site_rules
from pipeline.stages.extract.page import Stated, read_statements, stripped, with_trafilatura
from pipeline.stages.extract.page_metadata import PageMetadata
from pipeline.stages.extract.schema import Rules
from pipeline.stages.extract.site_rules import SiteRule, Told


def facts(page: str, rules: Rules, source: str, url: str = "") -> list[Fact]:
    """Text, title, author, date, outlet, language and URL. ``source`` and ``url`` tell which site the page is of.

    Raises Unreadable for a page without an article, saying what stands there instead.
    """
    tree = _tree(page, rules)
    stated = read_statements(tree, rules.words)
    rule = rules.known_sites.of(site_rules.candidate_hosts(source, url, stated.masthead.url.value))
    if rule is None:
        text, by, head = _guessed(tree, stated, rules)
        return [Fact("text", text, f"extract/{by}"), *_said(head)]
    if rule.site.replace:
        tree = _tree(_replaced(page, rule), rules)
        stated = read_statements(tree, rules.words)
    return list(_by_site(rule, tree, stated, rules))


def _tree(page: str, rules: Rules) -> Any:
    tree = html_tree.parse(page)
    if tree is None:
        raise empty()
    if sum(1 for _ in tree.iter()) > rules.largest_tree:
        reason = f"the page has more than {rules.largest_tree:,} elements"
        raise Unreadable("extract/too-large", reason, "If it is an article, raise `largest_tree` in extract.yaml.")
    html_tree.drop_directories(tree)
    return tree


def _replaced(page: str, rule: SiteRule) -> str:
    for old, new in rule.site.replace:
        page = page.replace(old, new)
    return page


def _by_site(rule: SiteRule, tree: Any, stated: Stated, rules: Rules) -> Iterator[Fact]:
    """The facts by the rule of a site; where it finds nothing, by the page's looks, and a fact that says so."""
    outlet, language = stated.masthead.outlet.value, stated.masthead.language.value
    told = site_rules.ask(rule.site, tree, outlet=outlet, language=language, fewest_words=rules.fewest_words)
    text, by, head = told.body, f"site:{rule.name}", stated.masthead
    if text:
        _refuse_walls(text, rules)
    else:
        text, by, head = _in_its_place(rule, told, tree, stated, rules)
    yield Fact("text", text, f"extract/{by}")
    yield from (Fact(name, value, f"extract/site:{rule.name}") for name, value in told.fields.items())
    yield from (fact for fact in _said(head) if fact.field not in told.fields)
    broken = [f"line {number}: {why}" for number, why in rule.broken]
    if told.silent or broken:
        yield Fact("site_silent", "\n".join([*told.silent, *broken]), f"extract/site:{rule.name}")


def _in_its_place(rule: SiteRule, told: Told, tree: Any, stated: Stated, rules: Rules) -> tuple[str, str, PageMetadata]:
    try:
        return _guessed(tree, stripped(tree, stated), rules)
    except Unreadable as why:
        if "body" not in told.silent:
            raise
        raise Unreadable(why.rule, f"{why.reason}, and the rule of {rule.name} finds no body", why.remedy) from why


def _guessed(tree: Any, stated: Stated, rules: Rules) -> tuple[str, str, PageMetadata]:
    """The text, who says so, and the masthead of a page of which nothing more is known."""
    found = with_trafilatura(tree, stated, rules.words)
    text, by = found.article(rules.unsure)
    if len(text.split()) <= rules.wall_words:
        seen = " ".join(block.text for block in found.blocks)
        _refuse_walls(text or seen, rules)
        if len(text.split()) < rules.fewest_words:
            raise _nothing(html_tree.shell(tree, seen))
    return text, by, found.masthead


def _said(head: PageMetadata) -> Iterator[Fact]:
    """What the page says of itself, and by which part of it."""
    for name in ("title", "author", "date", "outlet", "url"):
        value, place = getattr(head, name)
        if value:
            yield Fact(name, value, f"extract/{place}")
    if head.language.value:
        yield Fact("declared_language", head.language.value, f"extract/{head.language.place}")


def _refuse_walls(text: str, rules: Rules) -> None:
    """Raises Unreadable if a short text is one that sites show instead of an article."""
    if len(text.split()) > rules.wall_words:
        return
    low = text.casefold()
    for why, phrases in rules.walls.items():
        said = next((phrase for phrase in phrases if phrase.casefold() in low), None)
        if said:
            remedy = "Scrape it again as a reader who may see it."
            raise Unreadable(f"extract/{why}", f"the page shows {said!r} and no article", remedy)


def empty() -> Unreadable:
    """What is said of a document without any text."""
    return Unreadable("extract/empty", "it holds no text", "Scrape it again or remove it.")


def _nothing(kind: str) -> Unreadable:
    reasons = {
        "frames": ("the page only points to other pages in frames", "Scrape the framed page."),
        "scripts": ("the page builds its text with scripts", "Scrape it with a browser."),
        "no-article": ("no article found on the page", "Look at it in a browser."),
    }
    return Unreadable(f"extract/{kind}", *reasons[kind])
