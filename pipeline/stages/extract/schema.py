"""What ``configs/extract.yaml`` may hold, and what ``configs/sites/`` adds to it."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import pydantic

from pipeline import stage
from pipeline.document import canonical
from pipeline.stages.extract.page_metadata import Words
from pipeline.stages.extract.site_rules import Site, SiteRules


class Rules(stage.Rules):
    """When a page is set aside instead of read, and the rules of single sites."""

    largest_tree: int = pydantic.Field(100_000, gt=0, description="elements past which a page is set aside")
    unsure: float = pydantic.Field(0.5, gt=0, le=1, description="score from which a block of a page is furniture")
    fewest_words: int = pydantic.Field(8, ge=1, description="a page of fewer words has no article")
    wall_words: int = pydantic.Field(120, ge=0, description="a text longer than this is never taken for a wall")
    walls: dict[str, list[str]] = pydantic.Field(
        default_factory=dict, description="why a page shows no article -> phrases of which a short text holds one"
    )
    openings: tuple[str, ...] = pydantic.Field(default=("by",), description="what opens a byline")
    roles: frozenset[str] = pydantic.Field(default=frozenset(), description="words before which a person's name ends")
    houses: frozenset[str] = pydantic.Field(default=frozenset(), description="words that make a name that of a house")
    sites: Mapping[str, Site] = pydantic.Field(default_factory=dict, description="host -> its rule, from configs/sites")
    site_config: Mapping[str, str] = pydantic.Field(
        default_factory=dict,
        description="file -> its text; the config names the folder of such files",
    )

    @cached_property
    def known_sites(self) -> SiteRules:
        """The rules of all sites, ready to be asked by host."""
        return SiteRules(self.sites, self.site_config)

    @cached_property
    def words(self) -> Words:
        """What is known of names, in lower case."""
        return Words(self.openings, self.roles, self.houses)

    def examples(self) -> Iterator[stage.Example]:
        """Each test page of a site, in a folder of the site's name, and the document it becomes."""
        for host, site in self.sites.items():
            place = f"{host.removeprefix('.')}/page.html" if not host.startswith(".") else f"any{host}/page.html"
            for page in site.pages:
                known = {"title": page.title, "date": page.date, "author": page.author}
                wanted = canonical.render(known, page.text)
                yield stage.Example(f"extract/site:{host}", page.html, wanted, field="page", source=place)
