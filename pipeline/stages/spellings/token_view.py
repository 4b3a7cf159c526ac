"""Token view: a text normalised for name matching, position by position, and questions about the context of a span."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType

_NORMALISED = {
    "\n": " ",
    "\N{NO-BREAK SPACE}": " ",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "I",  # its lower case is two characters long
}
_OPENING = "\"'([\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_REACH = 80  # characters of context on each side
_SENTENCE_REACH = 400
_LONGEST_HEADLINE = 300
_LONGEST_ADDRESS = 300
_ADDRESS = re.compile(r"://|@|^\W*[#@]|www\.|[\w-]\.[a-z]{2,5}(?!\w)|[\\=]|/.*/")
_SENTENCE_END = re.compile(r"[.!?][\"'\N{RIGHT DOUBLE QUOTATION MARK})\]]*\s|\n")
_QUOTES = (
    ("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
    ("\N{LEFT SINGLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"),
    ("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}", "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"),
    ('"', '"'),
)
_WORD = re.compile(r"\w[\w'\u2019-]*")
_WORD_PART = re.compile(r"\w+")
_LONGEST_TITLE = 10  # words
_LONG_WORD = 4  # letters from which on a word of a title is capitalised, and words that make a line a headline
_GAP = r"[\s,()\u2013'\"\u2018\u2019\u201c\u201d/-]{1,4}"  # between two adjacent words


class TokenView:
    """One field of a document. All positions are those of the field itself."""

    def __init__(self, text: str, variants: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        self.text, self._variants = text, variants
        self._occurrence: dict[str, bool] = {}
        flat = text
        for character, normalised in _NORMALISED.items():
            flat = flat.replace(character, normalised)
        self.flat = flat

    @cached_property
    def lower(self) -> str:
        """The normalised text in lower case, with the same positions."""
        lower = self.flat.lower()
        return lower if len(lower) == len(self.flat) else "".join(one.lower()[:1] for one in self.flat)

    def contains(self, phrase: str) -> bool:
        """Whether the words of ``phrase``, or a variant of them, occur anywhere, in whatever case.

        >>> TokenView("Odessa, Texas").contains("texas"), TokenView("Texans").contains("Texan")
        (True, False)
        """
        if phrase not in self._occurrence:
            lower = phrase.lower()
            spellings = self._variants.get(lower, (lower,))
            self._occurrence[phrase] = any(True for one in spellings for _ in occurrences(self.lower, one))
        return self._occurrence[phrase]

    def contains_exactly(self, word: str) -> bool:
        """Whether the word occurs anywhere, in the same case."""
        if not self._words.issuperset(_WORD_PART.findall(word)):
            return False
        return word.isalnum() or any(True for _ in occurrences(self.flat, word))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD_PART.findall(self.flat))

    def is_in_headline(self, start: int) -> bool:
        """Whether a position is in a line that capitalises all its longer words."""
        before = self.text[max(0, start - _LONGEST_HEADLINE) : start]
        after = self.text[start : start + _LONGEST_HEADLINE]
        line = before[before.rfind("\n") + 1 :] + after.partition("\n")[0]
        if len(line) > _LONGEST_HEADLINE:
            return False
        words = _WORD.findall(line)
        long = [word for word in words if len(word) >= _LONG_WORD]
        return len(words) >= _LONG_WORD and all(word[0].isupper() for word in long)

    def has_context(self, pattern: str, start: int, end: int) -> bool:
        """Whether the words around a span are those of ``pattern``, in which ``~`` is the span.

        >>> TokenView("He ate chicken Kiev.").has_context("chicken ~", 15, 19)
        True
        """
        left, right = _context_patterns(pattern)
        before, after = self.flat[max(0, start - _REACH) : start], self.flat[end : end + _REACH]
        return bool(left.search(before) and right.match(after))

    def adjacent_words(self, start: int, end: int) -> tuple[str, str]:
        """The nearest words before and after a span, in lower case; "" where there is none near.

        >>> TokenView("She saw St. Kiev's gate").adjacent_words(12, 16)
        ('st', 's')
        """
        before = _WORD_PART.findall(self.lower, max(0, start - _REACH), start)
        after = _WORD_PART.search(self.lower, end, end + _REACH)
        return before[-1] if before else "", after[0] if after else ""

    def is_in_address(self, start: int, end: int) -> bool:
        """Whether the span is in a web or mail address, a handle, a hashtag or a file name."""
        before = self.flat[max(0, start - _LONGEST_ADDRESS) : start]
        before = before[max(before.rfind(" "), before.rfind("\t")) + 1 :]
        after = self.flat[end : end + _LONGEST_ADDRESS].partition(" ")[0]
        return bool(_ADDRESS.search(before + self.flat[start:end] + after))

    def is_in_title(self, start: int, end: int) -> bool:
        r"""Whether the span is in quotation marks around a title, or around one word that is mentioned, not used.

        >>> TokenView('He read "The Fall of Kiev" twice').is_in_title(21, 25)
        True
        >>> TokenView('"We left Kiev," he said').is_in_title(9, 13)
        False
        """
        return any(_is_title(quoted) for quoted in self._quotations(start, end))

    def _quotations(self, start: int, end: int) -> Iterator[str]:
        before, after = self.text[max(0, start - _REACH) : start], self.text[end : end + _REACH]
        left, right = before[before.rfind("\n") + 1 :], after.partition("\n")[0]
        for opening, closing in _QUOTES:
            at = left.rfind(opening)
            inside = at >= 0 and (left.count('"') % 2 == 1 if opening == '"' else closing not in left[at:])
            if inside and closing in right:
                yield left[at + 1 :] + self.text[start:end] + right[: right.index(closing)]

    def sentence(self, start: int, end: int) -> str:
        """The sentence around a span, in lower case."""
        earliest = max(0, start - _SENTENCE_REACH)
        ends_before = [cut.end() for cut in _SENTENCE_END.finditer(self.text, earliest, start)]
        begin, latest = ends_before[-1] if ends_before else earliest, end + _SENTENCE_REACH
        end_after = _SENTENCE_END.search(self.text, end, latest)
        return self.lower[begin : end_after.start() if end_after else latest]


def occurrences(text: str, phrase: str) -> Iterator[int]:
    """The positions at which a phrase occurs in a text as words of its own."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (is_word_character(text[at - 1 : at]) or is_word_character(text[end : end + 1])):
            yield at
        at = text.find(phrase, at + 1)


@lru_cache(maxsize=4096)
def _context_patterns(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    left, right = (_GAP.join(map(re.escape, side.split())) for side in pattern.split("~"))
    before = f"(?<!\\w){left}{_GAP}$" if left else "$"
    after = f"{_GAP}{right}(?!\\w)" if right else ""
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


def _is_title(quoted: str) -> bool:
    words = _WORD.findall(quoted)
    ends_sentence = quoted.rstrip().endswith((",", ".", "!", "?"))
    if len(words) <= 1:
        return not ends_sentence
    capitals = [word for word in words if word[0].isupper() or word[0].isdigit()]
    lower = [word for word in words if word not in capitals]
    title_case = len(capitals) > 1 and words[0] in capitals and all(len(word) < _LONG_WORD for word in lower)
    return title_case and not ends_sentence and len(words) <= _LONGEST_TITLE


def capitalised(words: str) -> str:
    """The words with a capital first letter, the rest unchanged."""
    return words[:1].upper() + words[1:]


def may_begin_sentence(text: str, start: int) -> bool:
    """Whether a sentence may begin at a position: after a full stop, a colon, a line end, or nothing.

    >>> may_begin_sentence("It fell. Rubles", 9), may_begin_sentence("the Ruble", 4)
    (True, False)
    """
    before = text[max(0, start - 3) : start].rstrip(_OPENING)
    return not before.strip() or before.endswith("\n") or before.rstrip()[-1] in ".!?:|\N{EM DASH}"


def is_word_character(character: str) -> bool:
    """Whether a character next to a word is part of the word."""
    return character.isalnum() or character == "_"
