"""What words, and the names of boxes, say of the lines they stand in: log-odds, from the pages they stand in."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bench.line_views import View
from pipeline.line_classifier import class_names, features
from pipeline.line_classifier.html_blocks import Box

FEWEST_PAGES = 6  # in which a word or hint must stand to be known
WORST_PASSED_OVER = 0.15  # odds nearer to even than this say nothing and are left out of the file


def odds(pages_said: Iterable[tuple[set[str], set[str]]]) -> dict[str, int]:
    """Key -> hundredths of log-odds that it stands in furniture, from (in furniture, in reporting) a page, sorted."""
    furniture, article = Counter[str](), Counter[str]()
    for one, other in pages_said:
        furniture.update(one)
        article.update(other)
    known = {}
    for key in sorted(furniture.keys() | article.keys()):
        if furniture[key] + article[key] >= FEWEST_PAGES:
            value = math.log((furniture[key] + 2) / (article[key] + 2))
            if abs(value) >= WORST_PASSED_OVER:
                known[key] = round(value * 100)
    return known


def words_of(view: View) -> tuple[set[str], set[str]]:
    """The keys of a page's words, those of its furniture and those of its reporting."""
    found: tuple[set[str], set[str]] = (set(), set())
    for line, is_reporting in zip(view.lines, view.reporting.tolist(), strict=True):
        if not math.isnan(is_reporting):
            found[int(is_reporting)].update(features.lookup_keys(line.casefold()))
    return found


def hints_of(view: View) -> tuple[set[str], set[str]]:
    """The names of all boxes around a page's furniture, and of all around its reporting."""
    found: tuple[set[str], set[str]] = (set(), set())
    for block, is_reporting in zip(view.blocks or (), view.reporting.tolist(), strict=True):
        box: Box | None = block.box
        while box is not None and not math.isnan(is_reporting):
            found[int(is_reporting)].update(class_names.class_names(box))
            box = box.parent
    return found


def lexicons(seen: Sequence[View]) -> tuple[dict[str, int], dict[str, int]]:
    """Words and hints with their odds, from the pages as they are."""
    paged = [view for view in seen if view.blocks]
    return odds(map(words_of, paged)), odds(map(hints_of, paged))
