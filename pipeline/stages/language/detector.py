"""Statistical language detection: langdetect with a fixed seed.

Its profiles of 55 languages take half a second to read and 60 MB as it stores them: a list of 55 probabilities for each
n-gram, most of them 0. Here they are read once, stored without the zeros, and expanded for the n-grams that occur.
"""

import marshal
from array import array
from functools import cache
from typing import Any

from pipeline.text.derived_data import package_file, stored_bytes

_SEED = 0
_FORMAT = "1"  # of the stored profiles


def probabilities(sample: str, *, trials: int) -> dict[str, float]:
    """Return the languages that langdetect holds possible, with their probabilities; none without known letters."""
    from langdetect import LangDetectException

    detector = _factory().create()
    detector.n_trial = trials
    detector.append(sample)
    try:
        languages = detector.get_probabilities()
    except LangDetectException:
        return {}
    found: dict[str, float] = {}
    for language in languages:  # zh-cn and zh-tw are both zh
        code = language.lang.partition("-")[0]
        found[code] = found.get(code, 0) + language.prob
    return found


@cache
def _factory() -> Any:
    from langdetect.detector_factory import DetectorFactory

    files = sorted(package_file("langdetect", "profiles").iterdir())
    stored = stored_bytes("language-profiles", files, _read_profiles, key=_FORMAT)
    languages, n_grams, ends, members, values = marshal.loads(stored)  # noqa: S302 - written by this user
    factory = DetectorFactory()
    factory.seed = _SEED
    factory.langlist = languages
    factory.word_lang_prob_map = _Profiles(n_grams.split("\n"), array("I", ends), members, array("d", values))
    return factory


def _read_profiles() -> bytes:
    """Languages, n-grams, where the entries of each n-gram end, and of each entry its language and its probability."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.load_profile(PROFILES_DIRECTORY)
    ends, members, values = array("I"), bytearray(), array("d")
    for row in factory.word_lang_prob_map.values():
        entries = [(at, value) for at, value in enumerate(row) if value]
        members += bytes(at for at, _ in entries)
        values.extend(value for _, value in entries)
        ends.append(len(members))
    n_grams = "\n".join(factory.word_lang_prob_map)
    return marshal.dumps((factory.langlist, n_grams, ends.tobytes(), bytes(members), values.tobytes()))


class _Profiles(dict[str, Any]):
    """N-gram -> its probability in every language. A value is its number until it is first asked for."""

    def __init__(self, n_grams: list[str], ends: "array[int]", members: bytes, values: "array[float]") -> None:
        super().__init__(zip(n_grams, range(len(n_grams)), strict=True))
        self._ends, self._members, self._values, self._size = ends, members, values, max(members) + 1

    def __getitem__(self, n_gram: str) -> list[float]:
        row: Any = super().__getitem__(n_gram)
        if isinstance(row, int):
            entries = range(self._ends[row - 1] if row else 0, self._ends[row])
            row = self[n_gram] = [0.0] * self._size
            for at in entries:
                row[self._members[at]] = self._values[at]
        probabilities: list[float] = row
        return probabilities
