"""Log-odds of boilerplate by word and by class name, counted over pages."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bench.labelled_text import LabelledText
from pipeline.line_classifier import class_names, line_words
from pipeline.line_classifier.html_blocks import Box
from pipeline.line_classifier.line_words import Lexicon

MIN_PAGES = 6  # with a word or name, from which it is in the lexicon
MIN_ODDS = 0.15  # absolute log-odds from which it is in the lexicon

PageKeys = tuple[set[str], set[str]]
"""The keys in the boilerplate of a page, and those in its content."""


def lexicon(pages: Iterable[PageKeys]) -> Lexicon:
    """Key -> log-odds that it occurs in boilerplate, rounded to hundredths, sorted by key."""
    boilerplate, content = Counter[str](), Counter[str]()
    for in_boilerplate, in_content in pages:
        boilerplate.update(in_boilerplate)
        content.update(in_content)
    known = Lexicon()
    for key in sorted(boilerplate.keys() | content.keys()):
        if boilerplate[key] + content[key] >= MIN_PAGES:
            odds = math.log((boilerplate[key] + 2) / (content[key] + 2))
            if abs(odds) >= MIN_ODDS:
                known[key] = round(odds, 2)
    return known


def word_lexicon(texts: Sequence[LabelledText]) -> Lexicon:
    """The lexicon of words of these texts, one text a page."""
    return lexicon(map(_words, texts))


def class_name_lexicon(texts: Sequence[LabelledText]) -> Lexicon:
    """The lexicon of class names of these HTML pages."""
    return lexicon(map(_class_names, texts))


def _words(text: LabelledText) -> PageKeys:
    keys: PageKeys = (set(), set())
    for line, is_content in zip(text.lines, text.content.tolist(), strict=True):
        if not math.isnan(is_content):
            keys[int(is_content)].update(line_words.lookup_keys(line_words.words_of(line.casefold())))
    return keys


def _class_names(text: LabelledText) -> PageKeys:
    """The names of all elements around the boilerplate of a page, and of those around its content."""
    keys: PageKeys = (set(), set())
    for block, is_content in zip(text.blocks or (), text.content.tolist(), strict=True):
        box: Box | None = block.box
        while box is not None and not math.isnan(is_content):
            keys[int(is_content)].update(class_names.class_names(box))
            box = box.parent
    return keys
