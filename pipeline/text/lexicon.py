"""Words and names, read from the data files of packages: what is a word, how frequent it is, what stands beside it.

Nothing is loaded before it is asked for, and each list but once. Only data files are read, no code of the packages
runs. Sources: symspellpy (MIT; 83,000 English words with their counts on the web, 243,000 pairs of neighbours),
pyspellchecker (MIT; 160,000 English words and names; German, French, Spanish, Italian, Dutch, Portuguese, with their
counts in subtitles; those of German nouns are lost), names (MIT; 88,000 surnames and 5,500 first names of the US
census).
"""

import gzip
import re
from bisect import bisect_left
from collections.abc import Container, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_TOTAL = 1_024_908_267_229  # words of the collection the counts were made on
_USUAL = 100  # times in its collection that make a word of another language usual; those merely listed have 50
_COUNTED = re.compile(rb'"([^"]+)": ([0-9]{3,})')
_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt")


def _bytes(package: str, file: str) -> bytes:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed; its {file} is needed")
    return (Path(spec.origin).parent / file).read_bytes()


@cache
def counts() -> Mapping[str, str]:
    """How often each of the frequent English words stands in a large collection, as digits."""
    columns = _bytes("symspellpy", "frequency_dictionary_en_82_765.txt").decode("utf-8-sig").split()
    return dict(zip(columns[::2], columns[1::2], strict=True))


@cache
def english_words() -> frozenset[str]:
    """Every English word known, in lower case, as a set: for work on a corpus, which asks for many."""
    return frozenset(_listed("en").decode().split('"')[1::2]).union(counts())


@cache
def _listed(language: str) -> bytes:
    return gzip.decompress(_bytes("spellchecker", f"resources/{language}.json.gz"))


@cache
def _entries(language: str) -> list[bytes]:
    """The words of a language in the order of the alphabet, each with its count behind it."""
    return sorted(_listed(language).splitlines()[1:-1])


@cache
def foreign_counts(language: str) -> Mapping[str, int]:
    """How often each of the usual words of a language other than English stands in its collection."""
    return {word.decode(): int(times) for word, times in _COUNTED.findall(_listed(language))}


@cache
def _whole(language: str) -> int:
    return sum(foreign_counts(language).values())


def is_word(word: str, language: str) -> bool:
    """Whether a lower-case word is one of the language's.

    >>> is_word("wahlkampf", "de"), is_word("wahlkamf", "de"), is_word("guarantees", "en")
    (True, False, True)
    """
    return word in words(language)


class _Listed:
    """The words of a language, each looked up in its list: a set of all takes long to make and much memory."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._frequent = frequent(language)

    def __contains__(self, word: object) -> bool:
        return word in self._frequent or _times_abroad(str(word), self._language) > 0


@cache
def words(language: str) -> Container[str]:
    """All lower-case words of a language, to ask for one: in English, British, American and many names."""
    return _Listed(language)


def frequent(language: str) -> Mapping[str, object]:
    """The words of which most texts are made, as keys: a quick sieve before ``words`` is asked."""
    return counts() if language == "en" else foreign_counts(language)


def share(word: str, language: str = "en") -> float:
    """Which part of all words the word is, 0 for an unknown one.

    >>> share("the") > 1000 * share("guarantees") > 0 == share("gurantees")
    True
    >>> share("und", "de") > 1000 * share("wahlkampf", "de") > 0
    True
    """
    return count(word) / _TOTAL if language == "en" else _times_abroad(word, language) / _whole(language)


def count(word: str) -> int:
    """How often the collection behind the lexicon has the word."""
    return int(counts().get(word, 0))


@cache
def _pairs() -> list[bytes]:
    return sorted(_bytes("symspellpy", "frequency_bigramdictionary_en_243_342.txt").splitlines())


def bigram_count(left: str, right: str) -> int:
    """How often two lower-case words stand beside each other in the collection; 0 where rarely or never.

    >>> bigram_count("of", "the") > bigram_count("an", "alliance") > bigram_count("alliance", "an")
    True
    """
    return _behind(f"{left} {right} ".encode(), _pairs())


@lru_cache(maxsize=10_000)
def is_foreign_word(word: str, language: str = "en") -> bool:
    """Whether a lower-case word is a usual one in English, German, French, Spanish, Italian, Dutch or Portuguese.

    The language given is left out: to itself no word of it is foreign.

    >>> is_foreign_word("sicherheit"), is_foreign_word("guarantees"), is_foreign_word("guarantees", "de")
    (True, False, True)
    """
    others = (other for other in _LANGUAGES if other != language)
    return (language != "en" and word in words("en")) or any(_times_abroad(word, other) >= _USUAL for other in others)


@lru_cache(maxsize=50_000)
def _times_abroad(word: str, language: str) -> int:
    return _behind(f'"{word}": '.encode(), _entries(language))


def _behind(wanted: bytes, entries: list[bytes]) -> int:
    """The number behind the entry that begins as wanted; 0 where there is none."""
    entry = entries[min(bisect_left(entries, wanted), len(entries) - 1)]
    return int(entry[len(wanted) :].rstrip(b",")) if entry.startswith(wanted) else 0


@cache
def _census(*files: str) -> bytes:
    return b"\n" + b"\n".join(_bytes("names", file) for file in files)


@lru_cache(maxsize=10_000)
def is_census_name(name: str) -> bool:
    """Whether somebody bears the name: a surname or first name of the US census.

    >>> is_census_name("Hansen"), is_census_name("Hanson"), is_census_name("Binden")
    (True, True, False)
    """
    wanted = f"\n{name.upper()} ".encode()
    return wanted in _census("dist.all.last") or is_first_name(name)


@lru_cache(maxsize=10_000)
def is_first_name(name: str) -> bool:
    """Whether it is a first name of the US census.

    >>> is_first_name("Joe"), is_first_name("President")
    (True, False)
    """
    return f"\n{name.upper()} ".encode() in _census("dist.female.first", "dist.male.first")
