"""Every stage, in the order a document meets them."""

from pipeline.stage import Stage
from pipeline.stages import (
    boilerplate,
    charset,
    extract,
    language,
    layout,
    metadata,
    mojibake,
    spellings,
    typos,
)

STAGES: tuple[Stage, ...] = (
    charset,  # bytes -> characters
    extract,  # HTML -> title, text, author, date, url
    mojibake,  # s\N{LATIN CAPITAL LETTER A WITH TILDE}\N{SUPERSCRIPT THREE} -> s\N{LATIN SMALL LETTER O WITH ACUTE}
    boilerplate,  # "Most Popular Articles" -> nothing
    language,  # -> en
    typos,  # gurantees -> guarantees
    spellings,  # Kiev -> Kyiv
    metadata,  # headline, date, byline, place; what is left of their traces in the text
    layout,  # blanks, paragraphs, torn punctuation -> the canonical form
)
