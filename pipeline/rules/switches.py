"""Switch off single rules: ``off: [boilerplate/follow-us]`` in any config file.

1. The lists ``off`` of all configs are collected; an id without a stage belongs to the stage of its file.
2. If the rule is an entry of the config, the entry is removed or switched off, so that it has no effect at all.
3. Other rules are built into a stage: their findings are discarded (``Rules.off``).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.errors import BadRules
from pipeline.rules import rule_files, yaml_file
from pipeline.rules.rule_files import RuleFile
from pipeline.rules.validation import did_you_mean

_REQUIRED = ("charset", "extract", "language")
"""Stages whose findings later stages need."""
_BUILT_IN = {"boilerplate": ("classifier", "template", "repeated-line")}
"""Rules that are not entries of a config whose other rules are."""

Configs = dict[str, dict[str, Any]]


class _Switch(NamedTuple):
    """One item of a list ``off``: the rule, and the config and position it is at."""

    stage: str
    rule: str
    config: str
    position: int


def apply(data: Configs, files: Mapping[str, Sequence[RuleFile]]) -> None:
    """Remove the rules that are off from the merged configs. Raises BadRules for a rule that does not exist."""
    for switch in list(_switches(data)):
        problem = _switch_off(switch, data)
        if problem:
            file, loc = rule_files.locate(files[switch.config], ("off", switch.position))
            path = file.path if file else None
            line = yaml_file.line(path, loc) if path else 0
            remedy = "Write stage/rule as `copydesk explain` shows it."
            raise BadRules(file=str(path or "configs"), line=line, key="off", problem=problem, remedy=remedy)


def _switches(data: Configs) -> Iterator[_Switch]:
    """The items of all lists ``off``, which are removed from the data; what is no list is left to the validation."""
    for config, content in data.items():
        off = content.get("off")
        if isinstance(off, list) and all(isinstance(name, str) for name in off):
            del content["off"]
            for position, name in enumerate(off):
                stage, _, rule = name.rpartition("/")
                yield _Switch(stage or config, rule, config, position)


def _switch_off(switch: _Switch, data: Configs) -> str:
    """Switch off one rule; return what is wrong with it, or an empty string."""
    config, rule = data.get(switch.stage), switch.rule
    if config is None:
        return f"there is no stage {switch.stage!r}{did_you_mean(switch.stage, data)}"
    if switch.stage in _REQUIRED:
        return f"rules of {switch.stage} cannot be switched off"
    if switch.stage == "spellings":
        config["disabled"] = [*config.get("disabled", ()), rule]
    elif switch.stage == "layout":
        config["kinds"] = [
            {**kind, "on": False} if isinstance(kind, dict) and kind.get("id") == rule else kind
            for kind in config.get("kinds", ())
        ]
    elif switch.stage == "boilerplate" and rule not in _BUILT_IN["boilerplate"]:
        ids = [entry["id"] for entry in config.get("rules", ()) if isinstance(entry, dict) and "id" in entry]
        if rule not in ids:
            return f"there is no rule boilerplate/{rule}{did_you_mean(rule, ids)}"
        config["rules"] = [entry for entry in config["rules"] if not (isinstance(entry, dict) and entry["id"] == rule)]
    else:
        config["off"] = [*config.get("off", ()), rule]
    return ""
