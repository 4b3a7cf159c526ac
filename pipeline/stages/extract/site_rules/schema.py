"""Schema of a site's rule: selectors of title, body, date and author, and what is removed."""

from typing import Annotated

import pydantic

from pipeline.stages.extract.site_rules import selectors

Selector = Annotated[str, pydantic.AfterValidator(selectors.as_xpath)]
Selectors = Annotated[
    tuple[Selector, ...], pydantic.BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]


class _Data(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Page(_Data):
    """A test page in the author's own words, and the expected result; a key that is left out is not tested."""

    html: str = pydantic.Field(min_length=1, description="the page, in your own words")
    title: str = pydantic.Field(default="", description="title that the rule must find")
    date: str = pydantic.Field(default="", description="date that the rule must find")
    author: str = pydantic.Field(default="", description="authors that the rule must find, joined by `; `")
    text: str = pydantic.Field(default="", description="text that the rule must find")


class Site(_Data):
    """``configs/sites/<host>.yaml``. Each selector is an XPath or CSS; of several, the first that matches is used.

    ``body`` may match several elements, which are its parts. Every element that any of ``strip`` matches is removed.
    ``replace`` is applied to the page's HTML before it is parsed.
    """

    title: Selectors = pydantic.Field(default=(), description="selectors of the title")
    body: Selectors = pydantic.Field(default=(), description="selectors of the article")
    date: Selectors = pydantic.Field(default=(), description="selectors of the date")
    author: Selectors = pydantic.Field(default=(), description="selectors of the authors")
    strip: Selectors = pydantic.Field(default=(), description="selectors of elements to remove")
    replace: tuple[tuple[str, str], ...] = pydantic.Field(
        default=(), description="pairs of strings: replaced in the HTML before it is parsed"
    )
    pages: tuple[Page, ...] = pydantic.Field(default=(), description="test pages")

    @pydantic.model_validator(mode="after")
    def _has_test_page(self) -> "Site":
        if not self.pages and (self.title or self.body or self.date or self.author or self.strip or self.replace):
            raise ValueError("the site has no test page: give `pages` at least one `html` and what it becomes")
        return self
