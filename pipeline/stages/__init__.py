"""Every stage, in the order a document meets them."""

from pipeline.stage import Stage
from pipeline.stages import boilerplate, charset, extract, language, layout, metadata, mojibake, spellings, typos

STAGES: tuple[Stage, ...] = (
    charset,  # bytes -> characters
    extract,  # HTML -> title, text, author, date, url
    mojibake,  # s\N{LATIN CAPITAL LETTER A WITH TILDE}\N{SUPERSCRIPT THREE} -> s\N{LATIN SMALL LETTER O WITH ACUTE}
    layout,  # blanks, invisible characters, torn punctuation -> the canonical form, in which the next stages read
    boilerplate,  # "Most Popular Articles" -> nothing
    language,  # -> en
    typos,  # gurantees -> guarantees
    spellings,  # Kiev -> Kyiv
    metadata,  # headline, date, byline, place; what is left of their traces in the text
    layout,  # the gaps they left -> the canonical form once more
)
