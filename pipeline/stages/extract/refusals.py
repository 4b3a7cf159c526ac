"""Reasons to set a page aside: it is empty, shows a wall instead of its article, or has no article."""

from pipeline.errors import Unreadable
from pipeline.stages.extract.schema import Rules
from pipeline.text.lines import count_words


def empty() -> Unreadable:
    """Return the error for a document without text."""
    return Unreadable("extract/empty", "it holds no text", "Scrape it again or remove it.")


def too_large(max_elements: int) -> Unreadable:
    """Return the error for a page with too many elements."""
    reason = f"the page has more than {max_elements:,} elements"
    return Unreadable("extract/too-large", reason, "If it is an article, raise `max_elements` in extract.yaml.")


def no_article(kind: str) -> Unreadable:
    """Return the error for a page without an article; ``kind`` is what ``html_tree.why_no_article`` returns."""
    reasons = {
        "frames": ("the page only points to other pages in frames", "Scrape the framed page."),
        "scripts": ("the page builds its text with scripts", "Scrape it with a browser."),
        "no-article": ("no article found on the page", "Look at it in a browser."),
    }
    return Unreadable(f"extract/{kind}", *reasons[kind])


def refuse_walls(text: str, rules: Rules) -> None:
    """Raise Unreadable if a short text is what sites show instead of an article."""
    if count_words(text) > rules.max_wall_words:
        return
    folded = text.casefold()
    for reason, phrases in rules.wall_phrases.items():
        phrase = next((phrase for phrase in phrases if phrase.casefold() in folded), None)
        if phrase:
            remedy = "Scrape it again as a reader who may see it."
            raise Unreadable(f"extract/{reason}", f"the page shows {phrase!r} and no article", remedy)
