"""Which blocks of a page are its article: the classifier's decision, corrected by what the page shows.

1. A block with a score below the threshold is content.
2. So is a sentence between such blocks whose element is like that of most of the article's text: the same tag and class
   names, also of the element around it.
3. A block that is there for screen readers only is not.
4. Nor is a line at the start or end of the article that has only the author, the date or the headline of the metadata.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.line_classifier.context_features import element_kind
from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata import NameWords, PageMetadata, comparison_key, printed_date
from pipeline.text.lines import count_words, is_sentence

_MIN_SHARE, _MIN_KEPT = 0.5, 0.6  # of the article's words that a kind has; of the kind's words that are content
_NEVER = 0.9  # score from which a block stays boilerplate
_MAX_LINKED = 0.5  # share of a block's characters
_SCREEN_READERS = re.compile(
    r"(?<![\w-])(?:u-)?(?:visually-?hidden|sr-only|screen-reader-text)(?![\w-])", re.IGNORECASE
)
_SENTENCES_BEFORE = 2  # up to which a line is at the start of the article
_MAX_DATE_LINE, _MAX_BYLINE, _MAX_KICKER = 60, 120, 6  # characters, characters, words
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORD = re.compile(r"\w+")


def dropped_reasons(
    blocks: Sequence[Block], scores: Sequence[float], threshold: float, metadata: PageMetadata, words: NameWords
) -> list[str]:
    """Return why each block is not part of the article: "classifier", "hidden" or "metadata"; "" if it is part."""
    reasons = ["" if score < threshold else "classifier" for score in scores]
    for at in _consistent(blocks, scores, reasons):
        reasons[at] = ""
    for at, block in enumerate(blocks):
        if not reasons[at] and _SCREEN_READERS.search(block.box.names):
            reasons[at] = "hidden"
    for at in _at_edges(blocks, reasons):
        if _repeats_metadata(blocks[at], metadata, words):
            reasons[at] = "metadata"
    return reasons


def _consistent(blocks: Sequence[Block], scores: Sequence[float], reasons: Sequence[str]) -> Iterator[int]:
    """Yield the blocks that step 2 adds to the article."""
    kept = [at for at, reason in enumerate(reasons) if not reason]
    if not kept:
        return
    kinds = [element_kind(block.box) for block in blocks]
    size, kept_size = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for block, kind, reason in zip(blocks, kinds, reasons, strict=True):
        words = count_words(block.text)
        size[kind] += words
        kept_size[kind] += 0 if reason else words
    for at in range(kept[0], kept[-1]):
        kind = kinds[at]
        of_main_kind = kept_size[kind] >= max(_MIN_SHARE * kept_size.total(), _MIN_KEPT * size[kind])
        if reasons[at] and of_main_kind and scores[at] < _NEVER and _is_running_text(blocks[at]):
            yield at


def _is_running_text(block: Block) -> bool:
    return is_sentence(block.text) and block.linked <= _MAX_LINKED * len(block.text)


def _at_edges(blocks: Sequence[Block], reasons: Sequence[str]) -> Iterator[int]:
    """Yield the blocks of the article that are no sentence, before its third sentence or after its last."""
    kept = [at for at, reason in enumerate(reasons) if not reason]
    sentences = [at for at in kept if is_sentence(blocks[at].text)]
    start = sentences[_SENTENCES_BEFORE] if len(sentences) > _SENTENCES_BEFORE else len(blocks)
    end = sentences[-1] if sentences else 0
    yield from (at for at in kept if (at < start or at > end) and not is_sentence(blocks[at].text))


def _repeats_metadata(block: Block, metadata: PageMetadata, words: NameWords) -> bool:
    if block.box.tag in _HEADINGS:
        return block.box.tag == "h1" and _is_headline(block.text, metadata.title.value)
    return _is_byline(block.text, metadata, words) or _is_date(block.text, metadata)


def _is_headline(text: str, title: str) -> bool:
    """Tell whether a text is the title, or the title with a kicker before it."""
    own, wanted = _words(text), _words(title)
    return bool(wanted) and own[-len(wanted) :] == wanted and len(own) - len(wanted) <= _MAX_KICKER


def _is_byline(text: str, metadata: PageMetadata, words: NameWords) -> bool:
    """Tell whether a text has names of authors, and besides only the outlet and words of bylines."""
    if len(text) > _MAX_BYLINE:
        return False
    rest = f" {' '.join(_words(text))} "
    without = rest
    for name in filter(None, metadata.author.value.split("; ")):
        without = without.replace(f" {' '.join(_words(name))} ", " ")
    others = {*words.byline_prefixes, *words.name_conjunctions, *_words(metadata.outlet.value)}
    return without != rest and others.issuperset(without.split())


def _is_date(text: str, metadata: PageMetadata) -> bool:
    """Tell whether a short text that is no sentence has the date of publication."""
    if len(text) > _MAX_DATE_LINE or text.endswith(".") or not metadata.date.value:
        return False
    return printed_date(text, metadata.language.value) == metadata.date.value


def _words(text: str) -> list[str]:
    return _WORD.findall(comparison_key(text))
