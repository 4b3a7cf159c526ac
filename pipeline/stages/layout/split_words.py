"""Words split in two: at a hyphen and line end, or after a large first letter."""

import re
from collections.abc import Iterator

from pipeline.stages.layout.change import Change, WordLists
from pipeline.text import lexicon

_LEXICON_LANGUAGES = ("de", "en", "fr")
_MAX_FIRST_PART = 60  # characters searched for the word before a hyphen
_RARITY = 20  # a part of a word that is so many times rarer than the whole is no word of its own
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad][ \n]+(?=([^\W\d_]+)(?![^\W_]|-))")
_HYPHEN_AT_LINE_END = re.compile(r"(?<=[^\W\d_]-)\n{1,2}(?=([^\W\d_]+))")
_WHOLE_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")
_HYPHENATED_PAIR = re.compile(r"(?<!\w)[^\W\d_]+-[^\W\d_]+(?!\w)")
_LAST_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}$")
_INITIAL = re.compile(r"(?<![^\n])([A-Z]) (?=([a-z\xdf-\xf6\xf8-\xff]{3,})(?![\w-]))")


class _UsedWords:
    """Words of a text in lower case: those without a hyphen, and pairs joined by one."""

    def __init__(self, text: str) -> None:
        lowered = text.lower()
        self.words = frozenset(_WHOLE_WORD.findall(lowered))
        self.hyphenated = frozenset(_HYPHENATED_PAIR.findall(lowered))


def hyphenated(text: str, words: WordLists) -> Iterator[Change]:
    """Join a word split at a line end, without its hyphen where that is certain, else with it.

    Before a conjunction (pre-, line end, and postwar) a space replaces the line end. A soft hyphen is always removed.
    """
    joined, splits = set(), list(_HYPHEN.finditer(text))
    used = _UsedWords(text if splits else "")
    for match in splits:
        first = _LAST_WORD.search(text, match.start() - _MAX_FIRST_PART, match.start())
        rest = match[1]
        soft = match[0][0] == "\N{SOFT HYPHEN}"
        language = words.language if "\n" in match[0] else ""
        if rest.islower() and (soft or (first and _is_one_word(used, first[0], rest, language))):
            joined.add(match.start() + 1)
            yield *match.span(), ""
    for match in _HYPHEN_AT_LINE_END.finditer(text) if words.conjunctions else ():
        if match.start() not in joined and match[1].islower():
            yield *match.span(), " " if match[1] in words.conjunctions else ""


def _is_one_word(used: _UsedWords, first: str, rest: str, language: str) -> bool:
    """Whether two parts are one word without a hyphen.

    1. The text has the whole word elsewhere, and never with a hyphen.
    2. Or the lexicon has the whole word, and not both parts. A part that is far rarer than the whole does not count.
       In German, a compound with a hyphen would have a capitalised second part or be in no lexicon.
    """
    whole = (first + rest).lower()
    if whole in used.words:
        return f"{first}-{rest}".lower() not in used.hyphenated
    if language not in _LEXICON_LANGUAGES or not lexicon.is_word(whole, language):
        return False
    parts = (first.lower(), rest)
    rarer = min(lexicon.share(part, language) for part in parts)
    both = all(lexicon.is_word(part, language) for part in parts)
    return language == "de" or not both or lexicon.share(whole, language) > _RARITY * rarer


def initials(text: str, words: WordLists) -> Iterator[Change]:
    """Join a large first letter with the rest of its word, where only the whole is a word."""
    for match in _INITIAL.finditer(text) if words.language in _LEXICON_LANGUAGES else ():
        known = lexicon.words(words.language)
        if match[2] not in known and (match[1] + match[2]).lower() in known:
            yield match.end(1), match.end(), ""
