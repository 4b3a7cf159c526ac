"""Lexicon: words, their frequencies and bigrams, and names, from the data files of installed packages.

Each list is loaded once, when it is first needed. Only data files are read, no code of the packages runs. Sources:
symspellpy (MIT; 83,000 English words and 243,000 bigrams with web counts), pyspellchecker (MIT; 160,000 English words
and names; German, French, Spanish, Italian, Dutch and Portuguese words with counts in subtitles, which German nouns
lack), names (MIT; 88,000 surnames and 5,500 first names of the US census).
"""

import gzip
import re
from bisect import bisect_left
from collections.abc import Container, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_ENGLISH_TOTAL = 1_024_908_267_229  # words of the corpus in which English words were counted
_USUAL = 100  # count from which on a foreign word is a usual one; words without a count have 50
_COUNTED = re.compile(rb'"([^"]+)": ([0-9]{3,})')
_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt")


def _bytes(package: str, file: str) -> bytes:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed; its {file} is needed")
    return (Path(spec.origin).parent / file).read_bytes()


@cache
def counts() -> Mapping[str, str]:
    """The frequent English words with their counts, as digits."""
    columns = _bytes("symspellpy", "frequency_dictionary_en_82_765.txt").decode("utf-8-sig").split()
    return dict(zip(columns[::2], columns[1::2], strict=True))


@cache
def english_words() -> frozenset[str]:
    """Every known English word, in lower case, as a set: for work on a corpus, which needs most of them."""
    return frozenset(_listed("en").decode().split('"')[1::2]).union(counts())


@cache
def _listed(language: str) -> bytes:
    return gzip.decompress(_bytes("spellchecker", f"resources/{language}.json.gz"))


@cache
def _entries(language: str) -> list[bytes]:
    """The words of a language, sorted, each followed by its count."""
    return sorted(_listed(language).splitlines()[1:-1])


@cache
def foreign_counts(language: str) -> Mapping[str, int]:
    """The usual words of a language other than English with their counts."""
    return {word.decode(): int(times) for word, times in _COUNTED.findall(_listed(language))}


@cache
def _total(language: str) -> int:
    return sum(foreign_counts(language).values())


def is_word(word: str, language: str) -> bool:
    """Whether a lower-case word is one of the language's.

    >>> is_word("wahlkampf", "de"), is_word("wahlkamf", "de"), is_word("guarantees", "en")
    (True, False, True)
    """
    return word in words(language)


class _WordList:
    """The words of a language, each looked up by bisection: a set of all takes long to build and much memory."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._frequent = frequent(language)

    def __contains__(self, word: object) -> bool:
        return word in self._frequent or _foreign_count(str(word), self._language) > 0


@cache
def words(language: str) -> Container[str]:
    """The lower-case words of a language, for ``in``: in English, British, American and many names."""
    return _WordList(language)


def frequent(language: str) -> Mapping[str, object]:
    """The words that make up most of a text, as keys: a quick filter before ``words``."""
    return counts() if language == "en" else foreign_counts(language)


def share(word: str, language: str = "en") -> float:
    """The relative frequency of a word, 0..1; 0 for an unknown one.

    >>> share("the") > 1000 * share("guarantees") > 0 == share("gurantees")
    True
    >>> share("und", "de") > 1000 * share("wahlkampf", "de") > 0
    True
    """
    return count(word) / _ENGLISH_TOTAL if language == "en" else _foreign_count(word, language) / _total(language)


def count(word: str) -> int:
    """The count of an English word; 0 for an unknown one."""
    return int(counts().get(word, 0))


def words_of_share(least: float) -> set[str]:
    """The English words with at least this relative frequency."""
    return {word for word, times in counts().items() if int(times) >= least * _ENGLISH_TOTAL}


@cache
def _bigrams() -> list[bytes]:
    return sorted(_bytes("symspellpy", "frequency_bigramdictionary_en_243_342.txt").splitlines())


def bigram_count(left: str, right: str) -> int:
    """The count of two adjacent lower-case words; 0 for a rare pair.

    >>> bigram_count("of", "the") > bigram_count("an", "alliance") > bigram_count("alliance", "an")
    True
    """
    return _number_after(f"{left} {right} ".encode(), _bigrams())


@lru_cache(maxsize=10_000)
def is_foreign_word(word: str, language: str = "en") -> bool:
    """Whether a lower-case word is a usual one in English, German, French, Spanish, Italian, Dutch or Portuguese.

    ``language`` is left out: its own words are not foreign.

    >>> is_foreign_word("sicherheit"), is_foreign_word("guarantees"), is_foreign_word("guarantees", "de")
    (True, False, True)
    """
    others = (other for other in _LANGUAGES if other != language)
    return (language != "en" and word in words("en")) or any(_foreign_count(word, other) >= _USUAL for other in others)


@lru_cache(maxsize=50_000)
def _foreign_count(word: str, language: str) -> int:
    return _number_after(f'"{word}": '.encode(), _entries(language))


def _number_after(wanted: bytes, entries: list[bytes]) -> int:
    """The number after the prefix ``wanted`` in the sorted entries; 0 if no entry begins with it."""
    entry = entries[min(bisect_left(entries, wanted), len(entries) - 1)]
    return int(entry[len(wanted) :].rstrip(b",")) if entry.startswith(wanted) else 0


@cache
def _census(*files: str) -> frozenset[bytes]:
    """The names in files of the census, in capitals."""
    return frozenset(line.partition(b" ")[0] for file in files for line in _bytes("names", file).splitlines())


@lru_cache(maxsize=10_000)
def is_census_name(name: str) -> bool:
    """Whether a name is a surname or first name of the US census.

    >>> is_census_name("Hansen"), is_census_name("Hanson"), is_census_name("Binden")
    (True, True, False)
    """
    return name.upper().encode() in _census("dist.all.last") or is_first_name(name)


@lru_cache(maxsize=10_000)
def is_first_name(name: str) -> bool:
    """Whether a name is a first name of the US census.

    >>> is_first_name("Joe"), is_first_name("President")
    (True, False)
    """
    return name.upper().encode() in _census("dist.female.first", "dist.male.first")
