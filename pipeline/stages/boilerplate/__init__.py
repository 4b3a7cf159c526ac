"""A site's furniture leaves the text: what stands around the reporting goes, what is reported stays.

1. Rules (``boilerplate/<id>``): lines, ends of lines, and headings with their lists that are furniture on any site.
2. Templates (``boilerplate/template:<source>``): lines that one source prints around its reporting, learned from it.
3. The line model (``boilerplate/model:<probability>``), asked of texts that hold much besides sentences.
4. A document that is nothing but furniture, or nearly, is set aside: it may be something else, misread.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import pydantic

from pipeline import stage
from pipeline.document import Document, Edit, Span
from pipeline.errors import Unreadable
from pipeline.line_classifier import RuleMatch
from pipeline.stages.boilerplate import classifier_decision, site_templates
from pipeline.stages.boilerplate.classifier_decision import ClassifierSettings
from pipeline.stages.boilerplate.rule_matching import ContentRange, RuleMatcher
from pipeline.stages.boilerplate.schema import Group, Patterns, Rule
from pipeline.stages.boilerplate.site_templates import Learned, Template, TemplateIndex
from pipeline.text.lines import Line, ascii_punctuation, is_sentence, split_lines
from pipeline.text.patterns import PatternSet

_HEADLINE = ContentRange(1, 0)  # of a title: before the reporting
_FILLER = (
    "The council approved the plan for the new bridge by nine votes to four on Tuesday, its chair told the press.",
    "Work on the northern bank is to begin in the spring and to take two years, according to the engineers in charge.",
)


class Rules(stage.Rules):
    """``configs/boilerplate.yaml`` and the files of ``configs/boilerplate/``, one a language."""

    suspicious_share: float = pydantic.Field(0.9, gt=0, le=1, description="share of words past which it is set aside")
    groups: Mapping[str, Group] = pydantic.Field(default_factory=dict)
    reported: Patterns = ()
    signed: Patterns = ()
    rules: tuple[Rule, ...] = ()
    templates: tuple[Template, ...] = ()
    model: ClassifierSettings = ClassifierSettings()

    @pydantic.model_validator(mode="after")
    def _agree(self) -> "Rules":
        strange = {rule.group for rule in self.rules} - self.groups.keys()
        if self.rules and strange:
            raise ValueError(f"rules name groups that groups does not list: {', '.join(sorted(strange))}")
        ids = [rule.id for rule in self.rules]
        twice = {name for name in ids if ids.count(name) > 1}
        if twice:
            raise ValueError(f"rules share an id: {', '.join(sorted(twice))}")
        assert self.verdicts  # noqa: S101 - prepared here, so that a pattern it refuses is an error of the file
        return self

    @cached_property
    def verdicts(self) -> RuleMatcher:
        """The rules of the groups that are switched on, ready to be asked."""
        return RuleMatcher([rule for rule in self.rules if self.groups[rule.group].drop], self.reported)

    @cached_property
    def signs(self) -> PatternSet:
        """The lines that say who wrote and when, which the model must not take from the metadata stage."""
        return PatternSet(self.signed, at="whole")

    @cached_property
    def edge_only(self) -> frozenset[str]:
        """The rules that know furniture by its place as much as by its words."""
        return frozenset(rule.id for rule in self.rules if rule.where == "edge")

    @cached_property
    def known(self) -> TemplateIndex:
        """The templates of every source, ready to be asked."""
        return TemplateIndex(self.templates)

    def examples(self) -> Iterator[stage.Example]:
        """Each rule's drops and keeps, set between two paragraphs of reporting where the rule is meant to look."""
        for rule in self.rules:
            if self.groups[rule.group].drop:
                for text, left in rule.proofs():
                    yield stage.Example(f"boilerplate/{rule.id}", *_placed(rule, text, left))
                for text in rule.keeps:
                    yield stage.Example(f"boilerplate/{rule.id}", "\n\n".join([_FILLER[0], text, _FILLER[1]]), None)


def without_learned(rules: Rules) -> Rules:
    """The rules without what was learned and without the model, for learning anew."""
    given = {key: getattr(rules, key) for key in Rules.model_fields if key != "templates"}
    return Rules(**given | {"model": ClassifierSettings(ask=False)})


def find(doc: Document, rules: Rules) -> Iterator[Edit]:
    """The furniture of the text, as edits. Raises Unreadable where next to nothing would be left."""
    found = split_lines(ascii_punctuation(doc.text))
    gone, place = _swept(found, rules)
    learned = rules.known.of(doc)
    if learned:
        gone |= site_templates.template_lines(found, gone, learned)
    lines = [row.text for row in found]
    said = _ruled(gone, len(found), rules)
    judged = classifier_decision.removable_lines(
        lines, said, rules.model, signed=rules.signs, titled="title" in doc.fields
    )
    gone |= {at: f"model:{score:.2f}" for at, score in judged.items()}
    edits = [_whole(doc.text, found[at], rule) for at, rule in sorted(gone.items())]
    for at in [at for at in range(len(found)) if at not in gone]:
        edits += _parts(doc.text, found[at], _cuts(found[at].text, at, place, rules, learned))
    if edits:
        _refuse(doc.text, edits, rules.suspicious_share)
    yield from edits
    yield from _title(doc, rules, learned)


def rule_matches(text: str, rules: Rules) -> list[RuleMatch]:
    """What the rules alone hold of each line of a text that is not blank."""
    found = split_lines(ascii_punctuation(text))
    return _ruled(_swept(found, rules)[0], len(found), rules)


def _ruled(gone: Mapping[int, str], size: int, rules: Rules) -> list[RuleMatch]:
    by_place = {at: RuleMatch.HERE if rule in rules.edge_only else RuleMatch.ANYWHERE for at, rule in gone.items()}
    return [by_place.get(at, RuleMatch.NOT) for at in range(size)]


def _swept(found: Sequence[Line], rules: Rules) -> tuple[dict[int, str], ContentRange]:
    """The lines that rules drop, by number, each with its rule; read again without them until nothing more goes."""
    heard = [rules.verdicts.about(row.text) for row in found]
    left, gone = list(range(len(found))), dict[int, str]()
    while True:
        lines, said = [found[at] for at in left], [heard[at] for at in left]
        place = _place(lines, said)
        more = rules.verdicts.dropped(lines, said, place)
        if not more:
            first, last = place
            return gone, ContentRange(left[first] if first < len(left) else len(found), left[last] if last >= 0 else -1)
        gone |= {left[at]: rule.id for at, rule in more.items()}
        left = [at for at in left if at not in gone]


def _place(found: Sequence[Line], heard: Sequence[Sequence[Rule]]) -> ContentRange:
    """Where the reporting begins and ends: long sentences that no rule for any place has spoken about."""
    told = [at for at, row in enumerate(found) if is_sentence(row.text) and all(r.where != "any" for r in heard[at])]
    return ContentRange(told[0], told[-1]) if told else ContentRange(len(found), -1)


def _whole(text: str, row: Line, rule: str) -> Edit:
    return Edit(Span(row.start, row.end), text[row.start : row.end], "", f"boilerplate/{rule}")


def _parts(text: str, row: Line, cuts: Iterable[tuple[int, int, str]]) -> Iterator[Edit]:
    for start, end, rule in cuts:
        if start == 0 and end == len(row.text):
            yield _whole(text, row, rule)
        else:
            span = Span(row.text_start + start, row.text_start + end)
            yield Edit(span, text[span.start : span.end], "", f"boilerplate/{rule}")


def _cuts(words: str, at: int, place: ContentRange, rules: Rules, learned: Learned) -> list[tuple[int, int, str]]:
    found = [(start, end, rule.id) for start, end, rule in rules.verdicts.cuts(words, at, place)]
    return found or list(site_templates.template_cuts(words, learned))


def _title(doc: Document, rules: Rules, learned: Learned) -> Iterator[Edit]:
    title = doc.fields.get("title", "")
    for start, end, rule in _cuts(ascii_punctuation(title), 0, _HEADLINE, rules, learned):
        if end - start < len(title):
            yield Edit(Span(start, end, "title"), title[start:end], "", f"boilerplate/{rule}")


def _refuse(text: str, edits: Sequence[Edit], most: float) -> None:
    words, gone = len(text.split()), sum(len(edit.before.split()) for edit in edits)
    if gone == words:
        raise Unreadable(
            "boilerplate/nothing-left",
            "every line of the text is a site's furniture",
            "Look at the page; if it is an article, scrape it again.",
        )
    if gone > most * words:
        raise Unreadable(
            "boilerplate/suspicious",
            f"{gone} of {words} words look like furniture",
            "Look at the page; raise suspicious_share in boilerplate.yaml if it is an article.",
        )


def _placed(rule: Rule, text: str, left: str) -> tuple[str, str]:
    before, after = {"first": ([], _FILLER), "start": ([], _FILLER), "end": (_FILLER, [])}.get(
        rule.where, (_FILLER, []) if rule.takes or rule.where == "edge" else (_FILLER[:1], _FILLER[1:])
    )
    whole = "\n\n".join([*before, text, *after])
    # A line goes with the blank lines behind it, so what stood before it keeps its own.
    rest = "\n\n".join([*before, *([left] if left else []), *after]) + ("\n\n" if not left and not after else "")
    return whole, rest
