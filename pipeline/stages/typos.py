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
from itertools import pairwise

from pipeline import lexicon, misspelt, samename, spared, stage
from pipeline.document import Document, Fact
from pipeline.edits import Edit, Span
from pipeline.typorules import TypoRules

_WORD = re.compile(r"[^\W\d_]+")
_FIELDS = ("title", "text")
_OWN_USE = 3
_CAPITALS_LEAST = 6
_NO_NAME = 8  # letters that a word needs whose capital may be that of a name


class Rules(TypoRules):
    """Pairs, phrases, names and what is allowed; see ``pipeline.typorules``."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """An edit for each typo of the title and the text, none touching another."""
    if doc.fields.get("language", "en") not in rules.languages:
        return []
    texts = {field: doc.fields[field] for field in _FIELDS if doc.fields.get(field)}
    lines = dict.fromkeys(line for text in texts.values() for line in text.split("\n"))  # a headline said twice is one
    words = _WORD.findall("\n".join(lines))
    counts = Counter(words)
    wrong = dict(_suspects(words, counts, rules))
    twice = {other for one, other in pairwise(words) if other in rules.doubled and one.lower() == other}
    phrases = [phrase for phrase in rules.phrases if phrase.partition(" ")[0] in counts]
    found: list[Edit] = []
    for field, text in texts.items():
        for edit in _edits(text, field, wrong, twice, phrases, rules):
            if not any(_touch(edit, other) for other in found):
                found.append(edit)
    return found


def _touch(one: Edit, other: Edit) -> bool:
    return one.span.field == other.span.field and one.span.start < other.span.end and other.span.start < one.span.end


def _suspects(words: list[str], counts: Mapping[str, int], rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every word that may be wrong, what it was meant to be, and by which rule; "" where its neighbours decide."""
    known = lexicon.english()
    strange = [word for word in counts.keys() - known if word.lower() not in known]
    for word in counts.keys() & rules.pairs.keys():
        yield word, (rules.pairs[word], word)
    strange = [word for word in strange if word.lower() not in rules.allowed and word not in rules.pairs]
    names = [word for word in strange if word[0].isupper() and word[1:].islower()]
    in_document = samename.right(names, words, counts)
    for word in strange:
        listed = rules.pairs.get(word.lower())
        if listed and (word[1:].islower() or len(word) >= _CAPITALS_LEAST):
            yield word, (_cased(listed, word), word.lower())
        elif word in in_document:
            yield word, (in_document[word], "name-in-document")
        elif counts[word] < _OWN_USE and word.isascii() and word[1:].islower():
            yield from _unlisted(word, rules)


def _unlisted(word: str, rules: Rules) -> Iterator[tuple[str, tuple[str, str]]]:
    if word[0].isupper() and (name := rules.known_name(word)) and not lexicon.borne(word):
        yield word, (name, "known-name")
    elif misspelt.likely(word.lower()):
        yield word, ("", "unknown-word")
    elif word[0].islower() and (parts := misspelt.parts(word, rules.joining)):
        yield word, (parts, "missing-space")


def _edits(  # noqa: PLR0913 - what is looked for, kind by kind
    text: str, field: str, wrong: Mapping[str, tuple[str, str]], twice: set[str], phrases: list[str], rules: Rules
) -> Iterator[Edit]:
    for phrase in phrases:
        for match in _standing(phrase, text):
            yield Edit(Span(*match.span(), field), phrase, rules.phrases[phrase], f"typos/{phrase.replace(' ', '-')}")
    for word, (meant, rule) in wrong.items():
        for match in _standing(word, text):
            right = meant or _unknown(match)
            if right and rules.beside(right, rule, match):
                yield Edit(Span(*match.span(), field), word, right, f"typos/{rule}")
    for word in twice:
        for match in re.finditer(rf"(?<![\w'’-])({word})( {word})(?![\w'’-])", text, re.IGNORECASE):  # noqa: RUF001
            if match[2][1].islower() and not spared.is_spared(match):
                yield Edit(Span(*match.span(2), field), match[2], "", "typos/doubled-word")


def _standing(word: str, text: str) -> Iterator[re.Match[str]]:
    """Where the word stands as a word of its own, in a line of English."""
    for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text):
        if not spared.is_spared(match):
            yield match


def _unknown(match: re.Match[str]) -> str:
    word = match[0]
    before, after = spared.beside(match)
    if word[0].isupper() and (len(word) < _NO_NAME or not after or not spared.begins_sentence(match)):
        return ""
    return _cased(misspelt.right(word.lower(), before, after, sure=word[0].isupper()), word)


def _cased(right: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if like[0].isupper() else right
