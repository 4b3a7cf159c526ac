"""Typos: a misspelling becomes the word that was certainly meant, and only then.

What counts as evidence, each with its own rule name, in the order it is asked:
1. ``<misspelling>``: the pair stands in the rules; phrases too ("planed to").
2. ``unknown-word``: no lexicon has the word, and one frequent word is one slip away, with no rival.
3. ``name-in-document``: nobody bears the name, and the document has the right one time and again.
4. ``known-name``: nobody bears the name, and a name or place of the rules is one slip away.
5. ``missing-space``: two frequent words written as one ("ofthe").
6. ``doubled-word``: a word twice that grammar never has twice ("the the").

What is left alone: what the rules allow, what the document writes three times, all capitals, parts of hyphenated
words, addresses, handles, code, what is followed by [sic], and lines in another language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.typos import protected_words, unknown_words
from pipeline.stages.typos.candidates import Meant, cased, suspects, twice
from pipeline.stages.typos.schema import TypoRules, Wording

_ANY = re.compile(r".+", re.DOTALL)
_APART = r"(?<![\w'\N{RIGHT SINGLE QUOTATION MARK}-])"
_FIELDS = ("title", "text")
_NO_NAME = 8  # letters that a word needs whose capital may be that of a name


class Rules(TypoRules):
    """Pairs, phrases, names and what is allowed; see ``pipeline.stages.typos.schema``."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """An edit for each typo of the title and the text, none touching another."""
    wording = rules.of(doc.fields.get("language", "en"))
    if wording is None:
        return []
    texts = {field: doc.fields[field] for field in _FIELDS if doc.fields.get(field)}
    lines = dict.fromkeys(line for text in texts.values() for line in text.split("\n"))  # a headline said twice is one
    whole = "\n".join(lines)
    tokens = whole.split()
    wrong, doubled = suspects(whole, tokens, wording), twice(whole, tokens, wording.doubled)
    taken: set[tuple[str, int]] = set()
    found: list[Edit] = []
    for edit in (*_phrases(texts, wording), *_words(texts, wrong, wording), *_doubled(texts, doubled, wording)):
        places = {(edit.span.field, at) for at in range(edit.span.start, edit.span.end)}
        if taken.isdisjoint(places):
            taken |= places
            found.append(edit)
    return found


def _phrases(texts: Mapping[str, str], rules: Wording) -> Iterator[Edit]:
    for phrase, right in rules.phrases.items():
        for field, text in texts.items():
            for match in _standing(phrase, text, rules):
                yield Edit(Span(*match.span(), field), phrase, right, f"typos/{phrase.replace(' ', '-')}")


def _words(texts: Mapping[str, str], wrong: Mapping[str, Meant], rules: Wording) -> Iterator[Edit]:
    for word, (meant, rule) in wrong.items():
        for field, text in texts.items():
            for match in _standing(word, text, rules):
                right = meant or _unknown(match, rules)
                if right and rules.beside(right, rule, match):
                    yield Edit(Span(*match.span(), field), word, right, f"typos/{rule}")


def _doubled(texts: Mapping[str, str], words: list[str], rules: Wording) -> Iterator[Edit]:
    for word in words:
        for field, text in texts.items():
            for match in re.finditer(rf"{_APART}(?i:{word})( {word})(?![\w'-])", text):
                begins = len(word) > 1 and protected_words.begins_sentence(match)
                if (begins or match[0].islower()) and not protected_words.is_spared(match, rules.usage):
                    yield Edit(Span(*match.span(1), field), match[1], "", "typos/doubled-word")


def _standing(word: str, text: str, rules: Wording) -> Iterator[re.Match[str]]:
    """Where the word, or the phrase, stands by itself, in a line of the language."""
    at = text.find(word)
    while at >= 0:
        match = _ANY.match(text, at, at + len(word))
        if match and not protected_words.is_spared(match, rules.usage):
            yield match
        at = text.find(word, at + len(word))


def _unknown(match: re.Match[str], rules: Wording) -> str:
    word = match[0]
    before, after = protected_words.beside(match)
    named = word[0].isupper()
    if named and (len(word) < _NO_NAME or not after or not protected_words.begins_sentence(match)):
        return ""
    right = cased(unknown_words.right(word.lower(), rules.tongue, before=before, after=after, sure=named), word)
    return "" if named and right[:1] != word[0] else right
