"""Words and names, read from the data files of packages: what is a word, how frequent it is, what stands beside it.

Nothing is loaded before it is asked for, and each list but once. Only data files are read, no code of the packages
runs. Sources: symspellpy (MIT; 83,000 English words with their counts on the web, 243,000 pairs of neighbours),
pyspellchecker (MIT; 160,000 English words and names; German, French, Spanish, Italian, Dutch, Portuguese),
names (MIT; 88,000 surnames and 5,500 first names of the US census).
"""

import gzip
from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_TOTAL = 1_024_908_267_229  # words of the collection the counts were made on
_USUAL = 100  # times in its collection that make a word of another language usual; those merely listed have 50
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
def english() -> frozenset[str]:
    """Every English word known, in lower case: British, American, and the names that dictionaries have."""
    return frozenset(_listed("en").decode().split('"')[1::2]).union(counts())


@cache
def _listed(language: str) -> bytes:
    return gzip.decompress(_bytes("spellchecker", f"resources/{language}.json.gz"))


def share(word: str) -> float:
    """Which part of all words the word is, 0 for an unknown one.

    >>> share("the") > 1000 * share("guarantees") > 0 == share("gurantees")
    True
    """
    return times(word) / _TOTAL


def times(word: str) -> int:
    """How often the collection behind the lexicon has the word."""
    return int(counts().get(word, 0))


@cache
def _pairs() -> list[bytes]:
    return sorted(_bytes("symspellpy", "frequency_bigramdictionary_en_243_342.txt").splitlines())


def together(left: str, right: str) -> int:
    """How often two lower-case words stand beside each other in the collection; 0 where rarely or never.

    >>> together("of", "the") > together("an", "alliance") > together("alliance", "an")
    True
    """
    wanted = f"{left} {right} ".encode()
    line = _pairs()[min(bisect_left(_pairs(), wanted), len(_pairs()) - 1)]
    return int(line[len(wanted) :]) if line.startswith(wanted) else 0


@lru_cache(maxsize=10_000)
def foreign(word: str) -> bool:
    """Whether a lower-case word is a usual one in German, French, Spanish, Italian, Dutch or Portuguese.

    >>> foreign("sicherheit"), foreign("guarantees")
    (True, False)
    """
    return any(_times_abroad(word, language) >= _USUAL for language in _LANGUAGES)


def _times_abroad(word: str, language: str) -> int:
    listed, wanted = _listed(language), f'"{word}": '.encode()
    at = listed.find(wanted)
    return int(listed[at + len(wanted) : at + len(wanted) + 12].split(b",")[0].split(b"\n")[0]) if at >= 0 else 0


@cache
def _census(*files: str) -> bytes:
    return b"\n" + b"\n".join(_bytes("names", file) for file in files)


@lru_cache(maxsize=10_000)
def borne(name: str) -> bool:
    """Whether somebody bears the name: a surname or first name of the US census.

    >>> borne("Hansen"), borne("Hanson"), borne("Binden")
    (True, True, False)
    """
    wanted = f"\n{name.upper()} ".encode()
    return wanted in _census("dist.all.last") or first_name(name)


@lru_cache(maxsize=10_000)
def first_name(name: str) -> bool:
    """Whether it is a first name of the US census.

    >>> first_name("Joe"), first_name("President")
    (True, False)
    """
    return f"\n{name.upper()} ".encode() in _census("dist.female.first", "dist.male.first")
