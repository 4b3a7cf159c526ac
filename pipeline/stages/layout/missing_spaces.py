"""Missing spaces: between two sentences, after a quotation, after a comma.

No space is inserted in a line that looks like code or in a text that is a program, nor within a domain, a file name or
a name.
"""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from pipeline.stages.layout.change import Change, WordLists
from pipeline.stages.layout.punctuation import code_line_test
from pipeline.text import lexicon

_LETTER = r"[^\W\d_]"
_JOINED_SENTENCES = re.compile(
    rf"(?<![^\s(\u201c\u2018\u2019'\u2013\u2014-])({_LETTER}+)[.!?](?=({_LETTER}+)(?:[\s,;:\u2019'-]|$))"
)
_WORD_ALONE = re.compile(rf"(?<![^\s\u201c(])({_LETTER}+)(?=[\s,])")
_AFTER_QUOTATION = re.compile(rf"(?<={_LETTER}[.!?,]\u201d)(?={_LETTER}{{2}}|[aAI]\s)")
_JOINED_WORDS = re.compile(r"(?<=\s)([a-z]{3,}),(?=([a-z]{2,})\s)")
_CODE = re.compile(r"\(\)|\w\.\w+\(|[{};]\n|\n\s*[{}]")
_MIN_LONG_WORD = 5  # letters of a word that is not the ending of a domain or file name
_MAX_CODE_SIGNS, _MAX_CODE_SHARE = 2, 1 / 300  # signs of code, and their share of the characters, in an article
_LEXICON_LANGUAGES = ("de", "en", "fr")


class _Context(NamedTuple):
    """What the text tells of joined words: which words are alone in it, and whether it contains code."""

    alone: Container[str]
    has_code: bool


def after_stop(text: str, words: WordLists) -> Iterator[Change]:
    """Insert the missing space between two sentences."""
    code = sum(1 for _ in _CODE.finditer(text))
    if code > max(_MAX_CODE_SIGNS, _MAX_CODE_SHARE * len(text)):
        return
    is_code, joined = code_line_test(text), list(_JOINED_SENTENCES.finditer(text))
    context = _Context(frozenset(_WORD_ALONE.findall(text)) if joined else frozenset(), code > 0)
    for match in joined:
        if _starts_sentence(match[1], match[2], words, context) and not is_code(match.start()):
            yield match.end(), match.end(), " "
    for match in _AFTER_QUOTATION.finditer(text):
        yield match.end(), match.end(), " "


def _starts_sentence(before: str, after: str, words: WordLists, context: _Context) -> bool:
    """Whether a new sentence starts between two words that are joined by a full stop.

    1. A lower-case word, then a capitalised one that often starts sentences, is long, or is alone in the text too.
       In a text with code, length is not enough: ``string.Format``.
    2. Two capitalised words, the second of which often starts sentences.
    3. Two long capitalised words, both alone in the text too, or a first name after a word of the lexicon, in a text
       without code.
    Anything else may be a domain, a file name or a name.
    """
    if len(before) <= 1 or not (after[0].isupper() and after[1:].islower()):
        return False
    starter, long = after.lower() in words.sentence_starters, len(after) >= _MIN_LONG_WORD
    if before.islower():
        return starter or after in context.alone or (long and not context.has_code)
    if not before.istitle() or len(before) < _MIN_LONG_WORD - 1:
        return False
    both_alone = before in context.alone and after in context.alone
    return starter or (
        long and not context.has_code and (both_alone or _is_name_after_word(before, after, words.language))
    )


def _is_name_after_word(before: str, after: str, language: str) -> bool:
    """Whether the lexicon has the first of two capitalised words as a word, and the second as a first name."""
    if language not in _LEXICON_LANGUAGES or len(before) < _MIN_LONG_WORD:
        return False
    return lexicon.is_word(before.lower(), language) and lexicon.is_first_name(after)


def after_comma(text: str, words: WordLists) -> Iterator[Change]:
    """Insert the missing space after a comma between two words of the lexicon."""
    if words.language not in _LEXICON_LANGUAGES:
        return
    is_code = code_line_test(text)
    for match in _JOINED_WORDS.finditer(text):
        known = all(lexicon.is_word(word, words.language) for word in match.groups())
        if known and not is_code(match.start()):
            yield match.end(), match.end(), " "
