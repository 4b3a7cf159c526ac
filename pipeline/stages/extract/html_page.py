"""Facts of an HTML page: by the rule of its site if there is one, otherwise by the classifier."""

from collections.abc import Iterator
from typing import Any

from pipeline.document import Fact
from pipeline.errors import Unreadable
from pipeline.stages.extract import completeness, html_tree, refusals, site_rules
from pipeline.stages.extract.block_markdown import render_blocks
from pipeline.stages.extract.page_content import (
    Article,
    PageStatements,
    read_content,
    read_statements,
    with_current_blocks,
)
from pipeline.stages.extract.page_metadata import PageMetadata
from pipeline.stages.extract.schema import Rules
from pipeline.stages.extract.site_rules import SiteResult, SiteRule
from pipeline.text.lines import count_words

NO_WALLS = -1
"""``max_wall_words`` with which no page is set aside for what it shows: without an article, all its text is taken."""


def extract_page(page: str, rules: Rules, source: str, url: str = "") -> list[Fact]:
    """Return text, title, author, date, outlet, language and URL. ``source`` and ``url`` may name the site.

    Raises Unreadable for a page without an article, with what it shows instead.
    """
    tree = _parse(page, rules)
    statements = read_statements(tree, rules.name_words)
    hosts = site_rules.candidate_hosts(source, url, statements.metadata.url.value)
    rule = rules.site_rules.rule_for(hosts)
    if rule is None:
        article, metadata = _general_article(tree, statements, rules)
        return [*_article_facts(article, statements, rules), *_metadata_facts(metadata)]
    if rule.site.replace:
        tree = _parse(_replace(page, rule), rules)
        statements = read_statements(tree, rules.name_words)
    return list(_site_facts(rule, tree, statements, rules))


def _parse(page: str, rules: Rules) -> Any:
    tree = html_tree.parse(page)
    if tree is None:
        raise refusals.empty()
    if html_tree.count_elements(tree) > rules.max_elements:
        raise refusals.too_large(rules.max_elements)
    html_tree.drop_link_directories(tree)
    return tree


def _replace(page: str, rule: SiteRule) -> str:
    for old, new in rule.site.replace:
        page = page.replace(old, new)
    return page


def _site_facts(rule: SiteRule, tree: Any, statements: PageStatements, rules: Rules) -> Iterator[Fact]:
    """Yield the facts by the rule of a site; where it matches nothing, the general ones and a fact about that."""
    result = site_rules.apply_site_rule(
        rule.site,
        tree,
        outlet=statements.metadata.outlet.value,
        language=statements.metadata.language.value,
        min_words=rules.min_article_words,
    )
    article, metadata = Article(result.body, f"site:{rule.name}", ""), statements.metadata
    if article.text:
        refusals.refuse_walls(article.text, rules)
    else:
        article, metadata = _fallback_article(rule, result, tree, statements, rules)
    yield from _article_facts(article, statements, rules)
    yield from (Fact(name, value, f"extract/site:{rule.name}") for name, value in result.fields.items())
    yield from (fact for fact in _metadata_facts(metadata) if fact.field not in result.fields)
    broken = [f"line {number}: {why}" for number, why in rule.broken]
    if result.unmatched or broken:
        yield Fact("site_rule_unmatched", "\n".join([*result.unmatched, *broken]), f"extract/site:{rule.name}")


def _fallback_article(
    rule: SiteRule, result: SiteResult, tree: Any, statements: PageStatements, rules: Rules
) -> tuple[Article, PageMetadata]:
    """Return the general article of a page on which a site rule finds no body."""
    try:
        return _general_article(tree, with_current_blocks(tree, statements), rules)
    except Unreadable as why:
        if "body" not in result.unmatched:
            raise
        raise Unreadable(why.rule, f"{why.reason}, and the rule of {rule.name} finds no body", why.remedy) from why


def _general_article(tree: Any, statements: PageStatements, rules: Rules) -> tuple[Article, PageMetadata]:
    """Return the article and metadata of a page without a site rule."""
    content = read_content(tree, statements, rules.name_words)
    article = content.choose_article(rules.boilerplate_threshold, rules.kept_blocks)
    text = article.text
    if count_words(text) <= rules.max_wall_words:
        visible = " ".join(block.text for block in content.blocks)
        refusals.refuse_walls(text or visible, rules)
        if count_words(text) < rules.min_article_words:
            raise refusals.no_article(html_tree.why_no_article(tree, visible))
    if count_words(text) < rules.min_article_words:
        article = Article(render_blocks(content.blocks), "all-blocks", "")
    return article, content.metadata


def _article_facts(article: Article, statements: PageStatements, rules: Rules) -> Iterator[Fact]:
    """Yield the text, evidence that it is cut short, and the blocks that are not part of it."""
    yield Fact("text", article.text, f"extract/{article.method}")
    phrases = rules.wall_phrases.get("paywall", ())
    if evidence := completeness.evidence_of_cut(article.text, statements.objects, statements.blocks, phrases):
        yield Fact("incomplete", evidence, "extract/incomplete")
    if article.dropped:
        yield Fact("dropped_blocks", article.dropped, f"extract/{article.method}")


def _metadata_facts(metadata: PageMetadata) -> Iterator[Fact]:
    """Yield the metadata, each with its evidence in the rule."""
    for name in ("title", "author", "date", "outlet", "url"):
        value, evidence = getattr(metadata, name)
        if value:
            yield Fact(name, value, f"extract/{evidence}")
    if metadata.language.value:
        yield Fact("declared_language", metadata.language.value, f"extract/{metadata.language.evidence}")
