"""What someone who knows a site says of its pages: where title, body, date and author stand, and what is to go."""

from typing import Annotated

import pydantic

from pipeline.stages.extract.site_rules import selectors

Selector = Annotated[str, pydantic.AfterValidator(selectors.checked)]
Selectors = Annotated[
    tuple[Selector, ...], pydantic.BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)
]


class _Data(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Page(_Data):
    """A test page in own words, and what the site's rule makes of it; a key that is not given is not asked."""

    html: str = pydantic.Field(min_length=1)
    title: str = ""
    date: str = ""
    author: str = ""
    text: str = ""


class Site(_Data):
    """``configs/sites/<host>.yaml``. Each selector is an XPath or CSS; of several, the first that finds counts.

    ``body`` may match several elements: they are its parts. All that any of ``strip`` matches goes, wherever it stands.
    ``replace`` is made in the page's HTML before it is read.
    """

    title: Selectors = ()
    body: Selectors = ()
    date: Selectors = ()
    author: Selectors = ()
    strip: Selectors = ()
    replace: tuple[tuple[str, str], ...] = ()
    pages: tuple[Page, ...] = ()

    @pydantic.model_validator(mode="after")
    def _proven(self) -> "Site":
        if not self.pages and (self.title or self.body or self.date or self.author or self.strip or self.replace):
            raise ValueError("the site has no test page: give `pages` at least one `html` and what it becomes")
        return self
