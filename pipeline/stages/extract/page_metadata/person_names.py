"""Names of persons and organizations in bylines: split, without roles, links, addresses and the name of the site."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from pipeline.stages.extract.page_metadata.markup_values import SEPARATOR, WORD, comparison_key, one_line
from pipeline.stages.extract.page_metadata.page_data import NameWords

_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|\N{IDEOGRAPHIC COMMA}|\band\b|&)\s*")
_BYLINE_START = re.compile(r"^\s*(?:(?:[a-z]+\s+)?by(?:[:\s]\s*|(?-i:(?=[A-Z])))|(?:author|from):?\s+)", re.IGNORECASE)
_MISSING_SPACE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_NAME = re.compile(r"/|www\.|@|\d|[<>{}\[\]=]|\.(?:com|org|net)\b", re.IGNORECASE)
_DEGREES = re.compile(r",\s*(?=(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?A|M\.?S|R\.?D|R\.?N|Jr|Sr|I{2,3}|Esq)\b)")
_MIN_WORD = 3  # letters of a word that is not initials
_MAX_NAME, _MAX_WORDS, _MAX_PARTICLE = 60, 6, 3  # characters, words, characters
_FULL_NAME = 2  # words
_MIN_UNSPACED, _MAX_UNSPACED = 2, 6  # characters of a full name in a script without spaces


def parse_names(
    bylines: Iterable[str],
    words: NameWords,
    *,
    sites: Sequence[str] = (),
    organizations: bool = False,
    min_words: int = 2,
) -> str:
    """Return the persons of bylines in order, each once, joined by "; ", without the names in ``sites``.

    A name ends before the first role word and before the name of a news agency. A name with an organization word, or of
    an agency, is an organization: with ``organizations`` only those are returned. A name has at least ``min_words``
    words; a single word has more than three letters, or is written in a script without capitals.

    >>> words = NameWords(role_words=frozenset({"senior"}), organization_words=frozenset({"staff"}))
    >>> parse_names(["By Ann Lee Senior Reporter and Bo van Dam, Ph.D.", "ann lee", "Planet Staff"], words)
    'Ann Lee; Bo van Dam Ph.D.'
    >>> parse_names(["By Ann Lee", "Planet Staff"], words, organizations=True)
    'Planet Staff'
    """
    found: dict[str, str] = {}
    for candidate in (name for byline in bylines for name in _split(byline, words)):
        full = candidate.removesuffix(sites[0] if sites else "").strip(" -:|")
        name = full if organizations else _normalize_capitals(_before_role(_without_agency(full, words), words))
        least = min_words if name == full else max(min_words, 2)
        kind_fits = _is_organization(name, words) is organizations
        is_name = _is_name(name, least) or is_agency(name, words)
        if kind_fits and is_name and not _is_site(name, sites, words):
            found.setdefault(comparison_key(name), name)
    return "; ".join(found.values())


def _split(byline: str, words: NameWords) -> list[str]:
    names = _BYLINE_START.sub("", SEPARATOR.split(one_line(byline))[0], count=1)
    parts = _BETWEEN_NAMES.split(_DEGREES.sub(" ", names))
    if not parts[0]:  # ", Harbour Times": the name is missing
        return []
    return [name for part in parts for name in _split_at_conjunctions(part, words.name_conjunctions)]


def _split_at_conjunctions(text: str, conjunctions: Collection[str]) -> list[str]:
    """Return the names between conjunctions that have two words or more on both sides.

    >>> _split_at_conjunctions("Ana Ruiz y Gasset y Bo Lee", {"y"})
    ['Ana Ruiz y Gasset', 'Bo Lee']
    """
    words, names, start = text.split(), list[str](), 0
    for at, word in enumerate(words):
        if word in conjunctions and at - start >= _FULL_NAME and _is_full_name(words[at + 1 : at + 3]):
            names.append(" ".join(words[start:at]))
            start = at + 1
    return [*names, " ".join(words[start:])]


def _is_full_name(words: Sequence[str]) -> bool:
    return len(words) == _FULL_NAME and all(_may_start_name(word) for word in words)


def _without_agency(name: str, words: NameWords) -> str:
    """Return the name of a person without that of a news agency after it.

    >>> _without_agency("Ann Lee The Harbour Press", NameWords(agencies=frozenset({"harbour press"})))
    'Ann Lee'
    """
    parts = name.split()
    for at in range(_FULL_NAME, len(parts)):
        if is_agency(" ".join(parts[at:]), words):
            return " ".join(parts[:at])
    return name


def is_agency(name: str, words: NameWords) -> bool:
    """Tell whether a name is that of a news agency."""
    return comparison_key(name).removeprefix("the ") in words.agencies


def _before_role(name: str, words: NameWords) -> str:
    """Return the name up to the first role word, even if a space before that is missing."""
    kept: list[str] = []
    role_words = words.role_words
    for word in _MISSING_SPACE.sub(" ", name).split() if _lacks_space(name, role_words) else name.split():
        if _bare(word) in role_words:
            break
        kept.append(word)
    return " ".join(kept)


def _lacks_space(name: str, role_words: Collection[str]) -> bool:
    return any(_bare(part) in role_words for word in name.split() for part in _MISSING_SPACE.split(word)[1:])


def _bare(word: str) -> str:
    return word.casefold().strip(".,:")


def _is_organization(name: str, words: NameWords) -> bool:
    return (
        name.startswith("The ")
        or is_agency(name, words)
        or any(_bare(word) in words.organization_words for word in name.split())
    )


def _is_site(name: str, sites: Iterable[str], words: NameWords) -> bool:
    """Tell whether a name is that of the site, or only adds a general word: "Planet Staff" in the Daily Planet."""
    site_keys = [comparison_key(site) for site in sites if site]
    general = words.organization_words | words.role_words | {"the"}
    own = [_bare(word) for word in name.split() if _bare(word) not in general]
    labels = {site.partition(".")[0] for site in site_keys}
    if any(word.isupper() and word.casefold() in labels for word in name.split()[:1] if len(word) > 1):
        return True  # "CNN Travel"
    if not own or _letters(name) in map(_letters, site_keys):
        return True
    may_be_site = len(own) < len(name.split()) or len(own) == 1
    return may_be_site and any(all(word in site for word in own) for site in site_keys)


def _letters(text: str) -> str:
    return "".join(WORD.findall(comparison_key(text)))


def _normalize_capitals(name: str) -> str:
    """Return a name printed in capitals in the usual form.

    >>> _normalize_capitals("ANN O'BRIEN-LEE"), _normalize_capitals("AJ LEE")
    ("Ann O'Brien-Lee", 'AJ LEE')
    """
    words = name.split()
    return name.title() if name.isupper() and all(len(word) >= _MIN_WORD for word in words) else name


def _is_name(name: str, min_words: int) -> bool:
    """Tell whether it has up to six words, each with a capital except for particles such as "van der"."""
    words = name.split()
    if len(words) == 1 and _is_unspaced(name[0]):
        return _MIN_UNSPACED <= len(name) <= _MAX_UNSPACED and not _NOT_A_NAME.search(name)
    if len(name) > _MAX_NAME or not min_words <= len(words) <= _MAX_WORDS or _NOT_A_NAME.search(name):
        return False
    if len(words) == 1:
        return name[0].isupper() and len(name) > _MIN_WORD
    if not _may_start_name(words[-1]) or not (_may_start_name(words[0]) or len(words) > _FULL_NAME):
        return False
    return all(_may_start_name(word) or len(word) <= _MAX_PARTICLE for word in words)


def _may_start_name(word: str) -> bool:
    return word[0].isupper() or _is_caseless(word[0])


def _is_caseless(char: str) -> bool:
    """Tell whether a character is a letter of a script without capitals."""
    return char.isalpha() and char.lower() == char.upper()


def _is_unspaced(char: str) -> bool:
    """Tell whether a character is Chinese, Japanese or Korean, where a full name may have no space."""
    return unicodedata.name(char, "").startswith(("CJK UNIFIED", "HANGUL", "HIRAGANA", "KATAKANA"))
