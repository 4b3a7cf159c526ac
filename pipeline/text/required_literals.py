"""Required literals of a pattern: strings of which every match contains at least one.

A text that has none of them need not be matched against the pattern. The method is that of RE2's ``FilteredRE2``
(prefilter.cc): a sequence is read from left to right; as long as its parts stand for few exact strings, these are
combined; where a part does not, the strings read so far are a candidate. The candidate whose shortest string is longest
wins.

Patterns are RE2's; they are read by the parser of the standard library after a few spellings have been translated. What
it cannot read, or what has no literal of ``MIN_LENGTH`` characters, has no required literals.
"""

import re
import warnings
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # re's own parser has no types
from re import _parser  # type: ignore[attr-defined]  # re's own parser has no types
from typing import Any

MIN_LENGTH = 3
MAX_EXACT = 32
"""Strings that the parts of a sequence may stand for together."""
_MAX_REQUIRED = 1000  # strings of a candidate
_MAX_BRANCHES = 256  # strings that alternatives may stand for
_NOT_TRANSLATED = re.compile(r"\\[CQE]|\[\[:|(?<!\\)\(\?[a-zA-Z]*[UsmR]")
_CLASS = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)")
_CODE_POINT = re.compile(r"\\x\{([0-9a-fA-F]+)\}")
_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")

Strings = tuple[str, ...]


def required_literals(pattern: str) -> frozenset[str]:
    """Strings in folded case (``str.casefold``) of which every match has at least one; empty if there are none.

    >>> sorted(required_literals("(?:read|see) more(?: here)?"))
    ['read more', 'read more here', 'see more', 'see more here']
    >>> required_literals("[a-z]+ [0-9]*")
    frozenset()
    """
    parsed = parse(pattern)
    return frozenset(_best(*strings_of(parsed))) if parsed is not None else frozenset()


def parse(pattern: str) -> Iterable[Any] | None:
    """The parsed pattern, a sequence of items; None if the parser of the standard library cannot read it."""
    if _NOT_TRANSLATED.search(pattern):
        return None
    translated = _CODE_POINT.sub(lambda match: re.escape(chr(int(match[1], 16))), pattern)
    translated = _NAMED_GROUP.sub("(?P<", _CLASS.sub(r"\\w", translated)).replace(r"\z", r"\Z")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parsed: Iterable[Any] = _parser.parse(translated)
    except (re.error, FutureWarning, DeprecationWarning, OverflowError, RecursionError):
        return None
    return parsed


def _best(*candidates: Strings | None) -> Strings:
    """The candidate whose shortest string is longest, of those with strings long enough."""
    best: Strings = ()
    best_length = MIN_LENGTH - 1
    for strings in candidates:
        length = min(map(len, strings)) if strings and len(strings) <= _MAX_REQUIRED else 0
        if strings and length > best_length:
            best, best_length = strings, length
    return best


def strings_of(sequence: Iterable[Any]) -> tuple[Strings | None, Strings]:
    """All strings that a sequence stands for (None if they are many), and the best candidate within it."""
    current: Strings = ("",)
    best: Strings = ()
    whole = True
    for kind, value in sequence:
        exact, inner = _strings_of_item(kind, value)
        if exact is not None and len(exact) * len(current) <= MAX_EXACT:
            current = tuple({left + right for left in current for right in exact})
            continue
        best = _best(best, current, inner)
        current = exact if exact is not None else ("",)
        whole = False
    return (current, best) if whole else (None, _best(best, current))


def _strings_of_item(kind: Any, value: Any) -> tuple[Strings | None, Strings]:
    """The same for an item of a sequence."""
    if kind is op.SUBPATTERN:
        return strings_of(value[-1])
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
        return _strings_of_repeat(*value)
    if kind is op.BRANCH:
        return _strings_of_branches([strings_of(branch) for branch in value[1]])
    return _strings_of_character(kind, value), ()


def _strings_of_character(kind: Any, value: Any) -> Strings | None:
    """All strings that a character, a class of characters or an anchor (the empty string) stands for."""
    if kind is op.LITERAL:
        return (chr(value).casefold(),)
    if kind is op.AT:
        return ("",)
    if kind is op.IN and all(member is op.LITERAL for member, _ in value):
        return tuple({chr(code).casefold() for _, code in value})
    return None


def _strings_of_repeat(least: int, most: int, sequence: Iterable[Any]) -> tuple[Strings | None, Strings]:
    exact, inner = strings_of(sequence)
    if least == 0:
        return ((*exact, "") if exact is not None and most == 1 else None), ()
    return None, _best(exact, inner)


def _strings_of_branches(branches: Sequence[tuple[Strings | None, Strings]]) -> tuple[Strings | None, Strings]:
    inner = [_best(exact, best) for exact, best in branches]
    required = tuple({string for strings in inner for string in strings}) if all(inner) else ()
    exact: set[str] = set()
    for strings, _ in branches:
        if strings is None:
            return None, required
        exact.update(strings)
    return (tuple(exact) if len(exact) <= _MAX_BRANCHES else None), required
