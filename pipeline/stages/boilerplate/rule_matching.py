"""Match rules against lines: which rules remove a whole line, and which parts of a line they cut off."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.stages.boilerplate.content_range import ContentRange
from pipeline.stages.boilerplate.following_lines import following_lines
from pipeline.stages.boilerplate.language_evidence import LanguageEvidence
from pipeline.stages.boilerplate.rule import Rule, Where
from pipeline.text.lines import Line, ascii_punctuation, is_sentence, match_key
from pipeline.text.patterns import Anchor, PatternSet, match_span

_MAX_LINE_LENGTH = 600  # characters: a longer line is never removed whole
_KEPT_LINES, _KEPT_LENGTH = 8192, 80  # lines whose rules are kept, as menus recur; characters of such a line
_PHRASE_MARGIN = 12  # characters of punctuation allowed around a phrase
_END_LENGTH = 130  # characters at the start or end of a line in which a head or a tail can be
_SENTENCE_END = re.compile(r"[.!?:][\"')\]]*\s")  # with text behind it
_INLINE = r"""[.!?:][\"')\]]*(?P<cut>\s+(?:%s)[\s.:!>|]*)"""


class RuleMatcher:
    """All enabled rules, compiled once and applied to every document."""

    def __init__(
        self,
        rules: Sequence[Rule],
        content_markers: Sequence[str],
        introductions: Sequence[str],
        languages: LanguageEvidence,
    ) -> None:
        """Raises ValueError for a pattern that matches an empty line."""
        self._content_markers = PatternSet(content_markers, at="within")
        self._languages = languages
        self._introductions = PatternSet(introductions, at="whole")
        self._phrases = _rules_by_phrase(rules)
        self._max_phrase = max((len(phrase) for phrase in self._phrases), default=0) + _PHRASE_MARGIN
        self._lines = _PatternGroup([(rule, pattern) for rule in rules for pattern in rule.line], at="whole")
        self._heads = _by_position([(rule, pattern) for rule in rules for pattern in rule.head], at="start")
        inline = [(rule, _INLINE % pattern) for rule in rules for pattern in rule.inline]
        self._inline = _by_position(inline, at="end")
        self._tails = _by_position([(rule, pattern) for rule in rules for pattern in rule.tail], at="end")
        self._kept_rules = lru_cache(maxsize=_KEPT_LINES)(self._matching_rules)

    def line_rules(self, words: str) -> Sequence[Rule]:
        """The rules that match the whole line, at whatever position they apply."""
        return self._kept_rules(words) if len(words) <= _KEPT_LENGTH else self._matching_rules(words)

    def _matching_rules(self, words: str) -> Sequence[Rule]:
        if len(words) > _MAX_LINE_LENGTH:
            return ()
        by_phrase = self._phrases.get(match_key(words), ()) if len(words) < self._max_phrase else ()
        by_pattern = self._lines.matching_rules(" ".join(words.split()) if "  " in words else words)
        if by_pattern and self._content_markers.matches(words):
            by_pattern = [rule for rule in by_pattern if rule.ignores_content_markers]
        return (*by_phrase, *(rule for rule in by_pattern if len(words) <= rule.max_length))

    def matches(self, lines: Sequence[Line]) -> list[Sequence[Rule]]:
        """The rules that match each line, without rules for other languages or of more lines than they may match."""
        matches = [self.line_rules(line.text) for line in lines]
        limited = [rule for rules in matches for rule in rules if rule.max_lines or rule.language]
        if not limited:
            return matches
        counts = Counter(rule.id for rule in limited)
        languages = self._languages.likely_languages("\n".join(line.text for line in lines))
        excluded = {
            rule.id
            for rule in limited
            if 0 < rule.max_lines < counts[rule.id] or (rule.language and rule.language not in languages)
        }
        return [[rule for rule in rules if rule.id not in excluded] for rules in matches]

    def removed_lines(
        self, lines: Sequence[Line], matches: Sequence[Sequence[Rule]], content: ContentRange, *, is_page: bool
    ) -> dict[int, Rule]:
        """Numbers of the lines to remove, each with its rule; ``matches`` are the rules of each line.

        ``is_page``: whether the text is a whole page with menus and lists, not an article with a few stray lines.

        A rule for the edges also applies inside the article where the line above or below matches a rule too. A line
        that introduces the sentence below it stays: "More from the report:".
        """
        removed: dict[int, Rule] = {}
        for number in [number for number, rules in enumerate(matches) if rules]:
            if self._introduces_sentence(lines, number):
                continue
            beside = [*matches[max(0, number - 1) : number], *matches[number + 1 : number + 2]]
            rule = next((rule for rule in matches[number] if _applies(rule, number, beside, content)), None)
            if rule is not None:
                removed[number] = rule
                if rule.following is not None:
                    below = following_lines(lines, number, rule.following, content, is_page=is_page)
                    removed |= dict.fromkeys(below, rule)
        return removed

    def removes_rest(self, rest: str, number: int, content: ContentRange) -> Rule | None:
        """The rule that removes what is left of a line after its cuts: "Politics" of "Politics | Example News"."""
        return next((rule for rule in self.line_rules(rest) if content.allows(rule.where, number)), None)

    def _introduces_sentence(self, lines: Sequence[Line], number: int) -> bool:
        has_next = number + 1 < len(lines)
        return (
            has_next and is_sentence(lines[number + 1].text) and bool(self._introductions.matches(lines[number].text))
        )

    def cuts(self, words: str, number: int, content: ContentRange) -> Iterator[tuple[int, int, Rule]]:
        """The spans to cut off a line: at most one at its start, and at its end until no tail matches any more."""
        begin = 0
        head = next(_cuts(self._heads, words[:_END_LENGTH], 0, number, content), None)
        if head is not None:
            yield head
            begin = head[1]
        end = len(words)
        while (tail := self._last_tail(words[:end], number, content)) and begin <= tail[0]:
            yield tail[0], end, tail[1]
            end = tail[0]

    def _last_tail(self, words: str, number: int, content: ContentRange) -> tuple[int, Rule] | None:
        begin = max(0, len(words) - _END_LENGTH)
        groups = [*self._tails, *(self._inline if _SENTENCE_END.search(words, begin) else ())]
        cuts = _cuts(groups, words[-_END_LENGTH:], begin, number, content)
        return next(((start, rule) for start, _, rule in cuts), None)


class _PatternGroup:
    """Patterns for one side of a line and one position, each with its rule."""

    def __init__(self, patterns: Sequence[tuple[Rule, str]], *, at: Anchor) -> None:
        self._patterns, self.at = patterns, at
        self.where: Where = patterns[0][0].where if patterns else "any"
        self._set = PatternSet([pattern for _, pattern in patterns], at=at)

    def matching_rules(self, text: str) -> list[Rule]:
        """The rules with a matching pattern."""
        return [self._patterns[number][0] for number in self._set.matches(text)]

    def matching_spans(self, text: str) -> Iterator[tuple[Rule, tuple[int, int]]]:
        """The rules with a matching pattern and the span that it matches."""
        for number in self._set.matches(text):
            rule, pattern = self._patterns[number]
            span = match_span(pattern, text, at=self.at)
            if span is not None:
                yield rule, span


def _applies(rule: Rule, number: int, beside: Sequence[Sequence[Rule]], content: ContentRange) -> bool:
    """Whether a rule that matches a line removes it there; ``beside`` are the rules of the lines next to it."""
    if rule.alone and any(rule in rules for rules in beside):
        return False
    return content.allows(rule.where, number) or (rule.where in ("edge", "beside") and any(beside))


def _rules_by_phrase(rules: Sequence[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    by_phrase: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for phrase in rule.phrases:
            key = match_key(ascii_punctuation(phrase))
            by_phrase[key] = (*by_phrase.get(key, ()), rule)
    return by_phrase


def _by_position(patterns: Sequence[tuple[Rule, str]], *, at: Anchor) -> list[_PatternGroup]:
    positions = dict.fromkeys(rule.where for rule, _ in patterns)
    return [
        _PatternGroup([(rule, pattern) for rule, pattern in patterns if rule.where == position], at=at)
        for position in positions
    ]


def _cuts(
    groups: Sequence[_PatternGroup], text: str, begin: int, number: int, content: ContentRange
) -> Iterator[tuple[int, int, Rule]]:
    for group in groups:
        if content.allows(group.where, number):
            for rule, (start, end) in group.matching_spans(text):
                yield begin + start, begin + end, rule
