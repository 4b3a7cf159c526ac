"""Typos: corrects a misspelling where the intended word is certain, and only there.

The evidence, in this order, each with its own rule id:
1. ``<misspelling>``: a listed pair; phrases too ("planed to").
2. ``unknown-word``: no lexicon has the word, and one frequent word is one edit away, with no rival.
3. ``name-in-document``: nobody bears the name, and the document has the right one repeatedly.
4. ``known-name``: nobody bears the name, and a name or place of the rules is one edit away.
5. ``missing-space``: two frequent words written as one ("ofthe").
6. ``doubled-word``: a word twice in a row that grammar never has twice ("the the", "in the in the").

Left alone: what the rules allow, what the document has three times, all capitals, parts of hyphenated words, addresses,
handles, code, what is marked [sic], and lines in another language.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.typos import protected_words, unknown_words
from pipeline.stages.typos.candidates import Candidate, candidates, in_case_of, repeated, repeated_pairs
from pipeline.stages.typos.schema import LanguageRules, TypoRules
from pipeline.stages.typos.stable_edits import stable

_ANY = re.compile(r".+", re.DOTALL)
_WORD = re.compile(r"\w+")
_WORD_START = r"(?<![\w'\N{RIGHT SINGLE QUOTATION MARK}-])"
_FIELDS = ("title", "text")
_JUDGED = frozenset({"unknown-word", "missing-space"})  # rules that judge a word by the lexicon
_FEW = 20  # candidates that are searched for one by one
_LONGER_THAN_NAMES = 8  # letters of a word whose capital at the start of a sentence does not mark a name


class Rules(TypoRules):
    """Pairs, phrases, names and what is allowed; see ``pipeline.stages.typos.schema``."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """An edit for each typo of the title and the text, without overlaps."""
    language_rules = rules.for_language(doc.fields.get("language", "en"))
    if language_rules is None:
        return []
    texts = {field: doc.fields[field] for field in _FIELDS if doc.fields.get(field)}
    return stable(texts, lambda texts: _edits(texts, language_rules))


def _edits(texts: Mapping[str, str], language_rules: LanguageRules) -> list[Edit]:
    lines = dict.fromkeys(line for text in texts.values() for line in text.split("\n"))  # a repeated line counts once
    whole = "\n".join(lines)
    tokens = whole.split()
    edits = (
        *_phrases(texts, language_rules),
        *_words(texts, candidates(whole, tokens, language_rules), language_rules),
        *_doubled_words(texts, repeated_pairs(tokens, language_rules), language_rules),
        *_doubled_words(texts, repeated(whole, tokens, language_rules.doubled_words), language_rules),
    )
    return list(_without_overlaps(edits))


def _without_overlaps(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits that overlap none before them."""
    taken: set[tuple[str, int]] = set()
    for edit in edits:
        characters = {(edit.span.field, at) for at in range(edit.span.start, edit.span.end)}
        if taken.isdisjoint(characters):
            taken |= characters
            yield edit


def _phrases(texts: Mapping[str, str], rules: LanguageRules) -> Iterator[Edit]:
    for phrase, right in rules.phrases.items():
        for field, text in texts.items():
            for match in _occurrences(phrase, text, rules):
                yield Edit(Span(*match.span(), field), phrase, right, f"typos/{phrase.replace(' ', '-')}")


def _words(texts: Mapping[str, str], found: Mapping[str, Candidate], rules: LanguageRules) -> Iterator[Edit]:
    for field, text in texts.items() if found else ():
        for word, match in _candidate_occurrences(found, text, rules):
            correction, rule = found[word]
            if rule in _JUDGED and protected_words.may_be_intended(match, rules.usage):
                continue
            right = correction or _correction_in_context(match, rules)
            if right and right.lower() not in rules.never_intended and rules.fits_context(right, rule, match):
                yield Edit(Span(*match.span(), field), word, right, f"typos/{rule}")


def _candidate_occurrences(
    found: Mapping[str, Candidate], text: str, rules: LanguageRules
) -> Iterator[tuple[str, re.Match[str]]]:
    """Each candidate with where it occurs and is not protected: by search if they are few, in one pass if many."""
    words = [word for word in found if not word.isalpha()] if len(found) > _FEW else [*found]
    for word in words:
        for match in _occurrences(word, text, rules):
            yield word, match
    for match in _WORD.finditer(text) if len(found) > _FEW else ():
        if match[0].isalpha() and match[0] in found and not protected_words.is_protected(match, rules.usage):
            yield match[0], match


def _doubled_words(texts: Mapping[str, str], words: list[str], rules: LanguageRules) -> Iterator[Edit]:
    for word in words:
        for field, text in texts.items():
            for match in re.finditer(rf"{_WORD_START}(?i:{word})((?: {word})+)(?![\w'-])", text):
                begins = len(word) > 1 and protected_words.begins_sentence(match)
                if (begins or match[0].islower()) and not protected_words.is_protected(match, rules.usage):
                    yield Edit(Span(*match.span(1), field), match[1], "", "typos/doubled-word")


def _occurrences(word: str, text: str, rules: LanguageRules) -> Iterator[re.Match[str]]:
    """Where the word, or the phrase, occurs as words of its own and is not protected."""
    at = text.find(word)
    while at >= 0:
        match = _ANY.match(text, at, at + len(word))
        if match and not protected_words.is_protected(match, rules.usage):
            yield match
        at = text.find(word, at + len(word))


def _correction_in_context(match: re.Match[str], rules: LanguageRules) -> str:
    """The correction of an unknown word, "" where there is doubt."""
    word = match[0]
    before, after = protected_words.adjacent_lower_case_words(match)
    capital = word[0].isupper()
    if capital and (len(word) < _LONGER_THAN_NAMES or not after or not protected_words.begins_sentence(match)):
        return ""
    lower = unknown_words.correction(word.lower(), rules.morphology, before=before, after=after, may_be_name=capital)
    right = in_case_of(word, lower)
    return "" if capital and right[:1] != word[0] else right
