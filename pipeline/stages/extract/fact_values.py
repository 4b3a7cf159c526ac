"""Last check of the facts of the extract stage: values that can be stored and may be published.

1. A lone surrogate becomes U+FFFD, because no file can hold it.
2. A URL loses user name, password and keys. A value that is not a URL is dropped.
3. An outlet that was derived from such a URL loses user name and password too.
"""

from collections.abc import Collection, Iterable, Iterator

from pipeline.document import Fact
from pipeline.text.web_address import public_url


def checked_facts(facts: Iterable[Fact], secret_parameters: Collection[str]) -> Iterator[Fact]:
    """Yield the facts with checked values, without those whose value is empty then."""
    for fact in facts:
        value = _checked_value(fact.field, replace_surrogates(fact.value), secret_parameters)
        if value:
            yield fact if value == fact.value else Fact(fact.field, value, fact.rule)


def _checked_value(field: str, value: str, secret_parameters: Collection[str]) -> str:
    if field == "url":
        return public_url(value, secret_parameters)
    if field == "outlet" and "@" in value[1:] and " " not in value:
        return value.rpartition("@")[2]
    return value


def replace_surrogates(text: str) -> str:
    r"""Return the text with lone surrogates as U+FFFD, and pairs of them as their character.

    >>> replace_surrogates("a\ud800b")
    'a\ufffdb'
    """
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
