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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress
from operator import eq
from typing import NamedTuple

from pipeline import lexicon, misspelt, samename, spared
from pipeline.document import Document, Fact
from pipeline.edits import Edit, Span
from pipeline.typorules import TypoRules

_WORD = re.compile(r"\w+")
_ANY = re.compile(r".+", re.DOTALL)
_APART = r"(?<![\w'\N{RIGHT SINGLE QUOTATION MARK}-])"
_FIELDS = ("title", "text")
_OWN_USE = 3
_CAPITALS_LEAST = 6
_NO_NAME = 8  # letters that a word needs whose capital may be that of a name


class Rules(TypoRules):
    """Pairs, phrases, names and what is allowed; see ``pipeline.typorules``."""


class _Sought(NamedTuple):
    """What to look for: words that may be wrong with what was meant and by which rule, words doubled, phrases."""

    wrong: Mapping[str, tuple[str, str]]
    twice: frozenset[str]
    phrases: list[str]


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """An edit for each typo of the title and the text, none touching another."""
    if doc.fields.get("language", "en") not in rules.languages:
        return []
    texts = {field: doc.fields[field] for field in _FIELDS if doc.fields.get(field)}
    lines = dict.fromkeys(line for text in texts.values() for line in text.split("\n"))  # a headline said twice is one
    words = _WORD.findall("\n".join(lines))
    counts = Counter(words)
    sought = _Sought(
        dict(_suspects(words, counts, rules)),
        _twice(words, rules.doubled),
        [phrase for phrase in rules.phrases if phrase.partition(" ")[0] in counts],
    )
    found: list[Edit] = []
    for field, text in texts.items():
        for edit in _edits(text, field, sought, rules):
            if not any(_touch(edit, other) for other in found):
                found.append(edit)
    return found


def _twice(words: list[str], doubled: frozenset[str]) -> frozenset[str]:
    """The words that stand twice running, of those that grammar never has so."""
    lower = [*map(str.lower, words)]
    return doubled.intersection(compress(lower, map(eq, lower, lower[1:])))


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.field == other.span.field and one.span.start < other.span.end and other.span.start < one.span.end


def _suspects(words: list[str], counts: Mapping[str, int], rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every word that may be wrong, what it was meant to be, and by which rule; "" where its neighbours decide."""
    known = lexicon.english()
    strange = [word for word in counts if word not in known and word.lower() not in known and word.isalpha()]
    strange = [word for word in strange if word.lower() not in rules.allowed]
    in_document = samename.right(filter(samename.is_name, strange), words, counts)
    for word in strange:
        if word.lower() in rules.listed:
            yield from _listed(word, rules)
        elif word in in_document:
            yield word, (in_document[word], "name-in-document")
        elif counts[word] < _OWN_USE and word.isascii() and word[1:].islower():
            yield from _unlisted(word, rules)
    for word in sorted(counts.keys() & rules.pairs.keys() - set(strange)):  # a user's pair may be a word
        yield word, (rules.pairs[word], word)


def _listed(word: str, rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    capitals = word.isupper() and len(word) >= _CAPITALS_LEAST
    if capitals or (word[1:].islower() and not (word[0].isupper() and lexicon.borne(word))):
        yield word, (_cased(rules.listed[word.lower()], word), word.lower())


def _unlisted(word: str, rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    if word[0].isupper() and (name := rules.known_name(word)) and not lexicon.borne(word):
        yield word, (name, "known-name")
    elif misspelt.likely(word.lower(), rules.affixes):
        yield word, ("", "unknown-word")
    elif word[0].islower() and (parts := misspelt.parts(word, rules.joining)):
        yield word, (parts, "missing-space")


def _edits(text: str, field: str, sought: _Sought, rules: Rules) -> Iterator[Edit]:
    for phrase in sought.phrases:
        for match in _standing(phrase, text):
            yield Edit(Span(*match.span(), field), phrase, rules.phrases[phrase], f"typos/{phrase.replace(' ', '-')}")
    for word, (meant, rule) in sought.wrong.items():
        for match in _standing(word, text):
            right = meant or _unknown(match, rules)
            if right and rules.beside(right, rule, match):
                yield Edit(Span(*match.span(), field), word, right, f"typos/{rule}")
    for word in sorted(sought.twice):
        for match in re.finditer(rf"{_APART}(?i:{word})( {word})(?![\w'-])", text):
            if (match[0].islower() or (len(word) > 1 and spared.begins_sentence(match))) and not spared.is_spared(
                match
            ):
                yield Edit(Span(*match.span(1), field), match[1], "", "typos/doubled-word")


def _standing(word: str, text: str) -> Iterator[re.Match[str]]:
    """Where the word, or the phrase, stands by itself, in a line of English."""
    at = text.find(word)
    while at >= 0:
        match = _ANY.match(text, at, at + len(word))
        if match and not spared.is_spared(match):
            yield match
        at = text.find(word, at + len(word))


def _unknown(match: re.Match[str], rules: Rules) -> str:
    word = match[0]
    before, after = spared.beside(match)
    named = word[0].isupper()
    if named and (len(word) < _NO_NAME or not after or not spared.begins_sentence(match)):
        return ""
    right = _cased(misspelt.right(word.lower(), rules.affixes, before=before, after=after, sure=named), word)
    return "" if named and right[:1] != word[0] else right


def _cased(right: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if like[0].isupper() else right
