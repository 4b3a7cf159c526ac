"""A text as it is read for names: line ends and curly marks evened out, and questions about a place in it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType

_EVEN = {
    "\n": " ",
    "\N{NO-BREAK SPACE}": " ",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}": "I",  # its small form is two characters long
}
_OPENING = "\"'([\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}"
_AROUND = 80  # characters looked at on each side of a place
_FILE = re.compile(r"://|@|^\W*[#@]|www\.|[\w-]\.[a-z]{2,5}(?!\w)|[\\=]|/.*/")
_SENTENCE_END = re.compile(r"[.!?][\"'\N{RIGHT DOUBLE QUOTATION MARK})\]]*\s|\n")
_QUOTES = (
    ("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
    ("\N{LEFT SINGLE QUOTATION MARK}", "\N{RIGHT SINGLE QUOTATION MARK}"),
    ("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}", "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"),
    ('"', '"'),
)
_WORD = re.compile(r"\w[\w'\u2019-]*")
_LONGEST_TITLE = 10  # words
_LONG_WORD = 4  # letters, from which on a word of a title is capitalised, and words that make a line a headline
_GAP = r"[\s,()\u2013'\"\u2018\u2019\u201c\u201d/-]{1,4}"  # what may stand between two words that belong together


class Prose:
    """One field of a document. All places are those of the field itself."""

    def __init__(self, text: str, alike: Mapping[str, Sequence[str]] = MappingProxyType({})) -> None:
        self.text, self._alike = text, alike
        self._said: dict[str, bool] = {}
        flat = text
        for odd, even in _EVEN.items():
            flat = flat.replace(odd, even)
        self.flat = flat

    @cached_property
    def lower(self) -> str:
        """The evened text in small letters, place by place."""
        small = self.flat.lower()
        return small if len(small) == len(self.flat) else "".join(one.lower()[:1] for one in self.flat)

    def says(self, phrase: str) -> bool:
        """Whether the words of ``phrase``, or another spelling of them, stand anywhere, in whatever case.

        >>> Prose("Odessa, Texas").says("texas"), Prose("Texans").says("Texan")
        (True, False)
        """
        if phrase not in self._said:
            small = phrase.lower()
            spellings = self._alike.get(small, (small,))
            self._said[phrase] = any(True for one in spellings for _ in places(self.lower, one))
        return self._said[phrase]

    def writes(self, word: str) -> bool:
        """Whether the word stands anywhere just as given, in the same case."""
        return any(True for _ in places(self.flat, word))

    def in_headline(self, start: int) -> bool:
        """Whether a place lies in a line that capitalises all its longer words."""
        end = self.text.find("\n", start)
        words = _WORD.findall(self.text[self.text.rfind("\n", 0, start) + 1 : end if end >= 0 else None])
        long = [word for word in words if len(word) >= _LONG_WORD]
        return len(words) >= _LONG_WORD and all(word[0].isupper() for word in long)

    def near(self, pattern: str, start: int, end: int) -> bool:
        """Whether the words around a place are those of ``pattern``, in which ``~`` is what stands at the place.

        >>> Prose("He ate chicken Kiev.").near("chicken ~", 15, 19)
        True
        """
        left, right = _neighbours(pattern)
        before, after = self.flat[max(0, start - _AROUND) : start], self.flat[end : end + _AROUND]
        return bool(left.search(before) and right.match(after))

    def in_file_name(self, start: int, end: int) -> bool:
        """Whether the place lies in an address, a handle, a hashtag or a file name."""
        left = max(self.flat.rfind(" ", 0, start), self.flat.rfind("\t", 0, start)) + 1
        right = self.flat.find(" ", end)
        return bool(_FILE.search(self.flat[left : right if right >= 0 else None]))

    def in_title(self, start: int, end: int) -> bool:
        r"""Whether the place lies in quotation marks around a title, or around one word that is only named.

        >>> Prose('He read "The Fall of Kiev" twice').in_title(21, 25)
        True
        >>> Prose('"We left Kiev," he said').in_title(9, 13)
        False
        """
        return any(_is_title(quoted) for quoted in self._quoted(start, end))

    def _quoted(self, start: int, end: int) -> Iterator[str]:
        begin = max(start - _AROUND, self.text.rfind("\n", 0, start) + 1)
        line_end = self.text.find("\n", end)
        stop = min(end + _AROUND, line_end if line_end >= 0 else len(self.text))
        left, right = self.text[begin:start], self.text[end:stop]
        for opening, closing in _QUOTES:
            at = left.rfind(opening)
            inside = at >= 0 and (left.count('"') % 2 == 1 if opening == '"' else closing not in left[at:])
            if inside and closing in right:
                yield left[at + 1 :] + self.text[start:end] + right[: right.index(closing)]

    def sentence(self, start: int, end: int) -> str:
        """The sentence around a place, in small letters."""
        before = [cut.end() for cut in _SENTENCE_END.finditer(self.text, max(0, start - 400), start)]
        after = _SENTENCE_END.search(self.text, end)
        return self.lower[before[-1] if before else max(0, start - 400) : after.start() if after else end + 400]


def places(text: str, phrase: str) -> Iterator[int]:
    """Where a phrase begins in a text, as words of its own."""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        if not (joined(text[at - 1 : at]) or joined(text[end : end + 1])):
            yield at
        at = text.find(phrase, at + 1)


def met(conditions: Sequence[str], prose: Prose, start: int, end: int, shared: Mapping[str, Sequence[str]]) -> bool:
    """Whether any of the conditions holds at a place: all parts of it, which ``&`` joins.

    A part is ``@name`` (any condition of a shared list), words around ``~``, or words anywhere in the text.
    """
    return any(all(_holds(part.strip(), prose, start, end, shared) for part in one.split("&")) for one in conditions)


def _holds(part: str, prose: Prose, start: int, end: int, shared: Mapping[str, Sequence[str]]) -> bool:
    if part.startswith("@"):
        return met(shared[part[1:]], prose, start, end, shared)
    return prose.near(part, start, end) if "~" in part else prose.says(part)


@lru_cache(maxsize=4096)
def _neighbours(pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    left, right = (_GAP.join(map(re.escape, side.split())) for side in pattern.split("~"))
    before = f"(?<!\\w){left}{_GAP}$" if left else "$"
    after = f"{_GAP}{right}(?!\\w)" if right else ""
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


def _is_title(quoted: str) -> bool:
    words = _WORD.findall(quoted)
    capitals = [word for word in words if word[0].isupper() or word[0].isdigit()]
    if len(words) <= 1:
        return not quoted.rstrip().endswith((",", ".", "!", "?"))
    ends = quoted.rstrip().endswith((",", ".", "!", "?"))
    small = [word for word in words if word not in capitals]
    titled = len(capitals) > 1 and all(len(word) < _LONG_WORD for word in small)
    return titled and not ends and len(words) <= _LONGEST_TITLE and words[0] in capitals


def capital(words: str) -> str:
    """The words with their first letter in capitals."""
    return words[:1].upper() + words[1:]


def begins(text: str, start: int) -> bool:
    """Whether a sentence may begin at a place: behind a full stop, a colon, a line end, or nothing.

    >>> begins("It fell. Rubles", 9), begins("the Ruble", 4)
    (True, False)
    """
    before = text[max(0, start - 3) : start].rstrip(_OPENING)
    return not before.strip() or before.endswith("\n") or before.rstrip()[-1] in ".!?:|\N{EM DASH}"


def joined(character: str) -> bool:
    """Whether a character next to a word belongs to the word."""
    return character.isalnum() or character == "_"
