"""Lexicon: words, their frequencies and bigrams, and names, from the data files of installed packages.

The frequent English words are loaded when they are first needed; all other lists are looked up on disk. Only data files
are read, no code of the packages runs. Sources:
symspellpy (MIT; 83,000 English words and 243,000 bigrams with web counts), pyspellchecker (MIT; 160,000 English words
and names; German, French, Spanish, Italian, Dutch and Portuguese words with counts in subtitles, which German nouns
lack), names (MIT; 88,000 surnames and 5,500 first names of the US census).
"""

import gzip
import re
from collections.abc import Container, Iterator, Mapping
from functools import cache, lru_cache
from itertools import compress
from pathlib import Path

from pipeline.text.derived_data import Row, Table, package_file

_ENGLISH_TOTAL = 1_024_908_267_229  # words of the corpus in which English words were counted
_USUAL = 100  # count from which on a foreign word is a usual one; words without a count have 50
_ENTRY = re.compile(rb'"([^"]+)": ([0-9]+)')
_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt")
_SURNAME, _FIRST_NAME = 1, 2
_CODE = Path(__file__)


@cache
def counts() -> Mapping[str, str]:
    """The frequent English words with their counts, as digits."""
    file = package_file("symspellpy", "frequency_dictionary_en_82_765.txt")
    columns = file.read_text("utf-8-sig").split()
    return dict(zip(columns[::2], columns[1::2], strict=True))


@cache
def english_words() -> frozenset[str]:
    """Every known English word, in lower case, as a set: for work on a corpus, which needs most of them."""
    return frozenset(_words_of("en").at_least(0)).union(counts())


@cache
def _words_of(language: str) -> Table:
    """All words of a language with their counts."""
    file = package_file("spellchecker", f"resources/{language}.json.gz")
    return Table(f"words-{language}", [file, _CODE], lambda: _listed_words(file))


def _listed_words(file: Path) -> Iterator[Row]:
    for word, times in _ENTRY.findall(gzip.decompress(file.read_bytes())):
        yield word.decode(), int(times)


@cache
def foreign_counts(language: str) -> Mapping[str, int]:
    """The usual words of a language other than English with their counts."""
    return _words_of(language).at_least(_USUAL)


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
    times = map(int, counts().values())
    return set(compress(counts(), map((least * _ENGLISH_TOTAL).__le__, times)))


@cache
def _bigrams() -> Table:
    file = package_file("symspellpy", "frequency_bigramdictionary_en_243_342.txt")
    return Table("bigrams-en", [file, _CODE], lambda: _listed_bigrams(file))


def _listed_bigrams(file: Path) -> Iterator[Row]:
    for line in file.read_text("utf-8").splitlines():
        pair, _, times = line.rpartition(" ")
        yield pair, int(times)


def bigram_count(left: str, right: str) -> int:
    """The count of two adjacent lower-case words; 0 for a rare pair.

    >>> bigram_count("of", "the") > bigram_count("an", "alliance") > bigram_count("alliance", "an")
    True
    """
    return _bigrams().get(f"{left} {right}") or 0


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
    return _words_of(language).get(word) or 0


@cache
def _census() -> Table:
    """The names of the census in capitals, each with the kinds of names it is."""
    kinds = {"dist.all.last": _SURNAME, "dist.female.first": _FIRST_NAME, "dist.male.first": _FIRST_NAME}
    files = {package_file("names", file): kind for file, kind in kinds.items()}
    return Table("names-en", [*files, _CODE], lambda: _listed_names(files))


def _listed_names(files: Mapping[Path, int]) -> Iterator[Row]:
    found: dict[str, int] = {}
    for file, kind in files.items():
        for line in file.read_text("ascii").splitlines():
            name = line.partition(" ")[0]
            found[name] = found.get(name, 0) | kind
    yield from found.items()


@lru_cache(maxsize=10_000)
def is_census_name(name: str) -> bool:
    """Whether a name is a surname or first name of the US census.

    >>> is_census_name("Hansen"), is_census_name("Hanson"), is_census_name("Binden")
    (True, True, False)
    """
    return _census().get(name.upper()) is not None


@lru_cache(maxsize=10_000)
def is_first_name(name: str) -> bool:
    """Whether a name is a first name of the US census.

    >>> is_first_name("Joe"), is_first_name("President")
    (True, False)
    """
    return bool((_census().get(name.upper()) or 0) & _FIRST_NAME)
