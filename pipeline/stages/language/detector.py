"""Statistical language detection: langdetect with a fixed seed, loaded when first used."""

from functools import cache
from typing import Any

_SEED = 0


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
    """Langdetect's profiles of 55 languages. Reading them takes half a second."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = _SEED
    factory.load_profile(PROFILES_DIRECTORY)
    return factory
