"""Schema of ``configs/extract.yaml`` and of the site rules in ``configs/sites/``."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar

import pydantic

from pipeline import stage
from pipeline.document import canonical
from pipeline.stages.extract.page_metadata import NameWords
from pipeline.stages.extract.site_rules import Site, SiteRules


class Rules(stage.Rules):
    """When a page is set aside, how its article and metadata are found, and the rules of single sites."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "largest_tree": "max_elements",
        "unsure": "boilerplate_threshold",
        "fewest_words": "min_article_words",
        "wall_words": "max_wall_words",
        "walls": "wall_phrases",
        "openings": "byline_prefixes",
        "roles": "role_words",
        "houses": "organization_words",
    }

    max_elements: int = pydantic.Field(100_000, gt=0, description="a page with more elements is set aside")
    boilerplate_threshold: float = pydantic.Field(
        0.5, gt=0, le=1, description="score from which a block of a page is boilerplate"
    )
    min_article_words: int = pydantic.Field(8, ge=1, description="a page with fewer words has no article")
    kept_blocks: tuple[str, ...] = pydantic.Field(
        default=(), description="beginnings of blocks of a page that are part of its article in any case"
    )
    max_wall_words: int = pydantic.Field(120, ge=0, description="a longer text is never a wall")
    wall_phrases: dict[str, list[str]] = pydantic.Field(
        default_factory=dict, description="why a page shows no article -> phrases of which a short text has one"
    )
    byline_prefixes: tuple[str, ...] = pydantic.Field(default=("by",), description="words that start a byline")
    role_words: frozenset[str] = pydantic.Field(default=frozenset(), description="words before which a name ends")
    organization_words: frozenset[str] = pydantic.Field(
        default=frozenset(), description="words that make a name that of an organization"
    )
    agencies: frozenset[str] = pydantic.Field(default=frozenset(), description="names of news agencies")
    name_conjunctions: frozenset[str] = pydantic.Field(
        default=frozenset(("and",)), description="words between the names of two authors"
    )
    other_credits: tuple[str, ...] = pydantic.Field(
        default=(), description="words before the names of persons who are not the author"
    )
    secret_url_parameters: frozenset[str] = pydantic.Field(
        default=frozenset(), description="words of URL parameters that are removed, such as keys and passwords"
    )
    sites: Mapping[str, Site] = pydantic.Field(default_factory=dict, description="host -> its rule, from configs/sites")
    site_config: Mapping[str, str] = pydantic.Field(
        default_factory=dict,
        description="file -> its text; the config gives the folder of such files",
    )

    @cached_property
    def site_rules(self) -> SiteRules:
        """The rules of all sites, by host."""
        return SiteRules(self.sites, self.site_config)

    @cached_property
    def name_words(self) -> NameWords:
        """The words about names."""
        return NameWords(
            self.byline_prefixes,
            self.role_words,
            self.organization_words,
            self.agencies,
            self.name_conjunctions,
            self.other_credits,
        )

    def examples(self) -> Iterator[stage.Example]:
        """Yield each test page of a site, in a folder named after the site, and the expected document."""
        for host, site in self.sites.items():
            folder = f"any{host}" if host.startswith(".") else host
            for page in site.pages:
                front = {"title": page.title, "date": page.date, "author": page.author}
                expected = canonical.render(front, page.text)
                yield stage.Example(
                    f"extract/site:{host}", page.html, expected, field="page", source=f"{folder}/page.html"
                )
