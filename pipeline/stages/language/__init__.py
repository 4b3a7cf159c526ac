"""Language of the document, as an ISO 639-1 code, if it is certain.

1. A sample of the body is taken, because the time of langdetect grows with the length of the text.
2. A sample with enough function words that only one language has is in that language.
3. Otherwise langdetect decides, with a fixed seed, if its trials agree.
4. A declared language is accepted if langdetect holds it possible and no other language certain.
5. If nothing is certain there is no fact, and the declared language stays.
"""

import re
from collections.abc import Iterable

from pipeline.document import Document, Edit, Fact
from pipeline.stages.language.detector import probabilities
from pipeline.stages.language.sampling import sample_text
from pipeline.stages.language.schema import Rules

__all__ = ["Rules", "find"]

_LETTER = re.compile(r"[^\W\d_]")
_POSSIBLE = 0.1  # langdetect's own minimum for naming a language


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return at most one Fact: the language of the text, or of the title if the text is empty."""
    tag = doc.fields.get("language") or doc.fields.get("declared_language", "")
    declared = tag.replace("_", "-").partition("-")[0].lower()
    sample = sample_text(doc.text or doc.fields.get("title", ""), pieces=rules.sample_pieces, length=rules.piece_length)
    code, rule = _detect(sample, declared, rules)
    return [Fact("language", code, f"language/{rule}")] if rule else []


def _detect(sample: str, declared: str, rules: Rules) -> tuple[str, str]:
    """Return a language and the rule that found it; both empty if no language is certain."""
    if code := _by_function_words(sample, rules):
        return code, "function-words"
    letters = len(_LETTER.findall(sample))
    if letters < (1 if declared else rules.min_letters):
        return "", ""
    found = probabilities(sample, trials=rules.trials)
    best = max(found, key=lambda code: found[code], default="")
    if letters >= rules.min_letters and found.get(best, 0) >= rules.min_probability:
        return best, "langdetect"
    return (declared, "declared") if found.get(declared, 0) >= _POSSIBLE else ("", "")


def _by_function_words(sample: str, rules: Rules) -> str:
    """Return the language whose function words make up enough of the sample, or ""."""
    words = sample.lower().split()
    for code, function_words in rules.function_words.items():
        found = [word for word in words if word in function_words]
        share_reached = len(found) >= rules.min_function_word_share * len(words)
        if share_reached and len(set(found)) >= rules.min_distinct_function_words:
            return code
    return ""
