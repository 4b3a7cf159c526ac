"""Build a RuleSet from the rule files: read, merge, switch off, validate."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from pipeline import __version__
from pipeline.errors import BadRules
from pipeline.rules import rule_files, switches, yaml_file
from pipeline.rules.corpus_rules import MACHINE_LIMITS
from pipeline.rules.rule_files import SITES, RuleFile
from pipeline.rules.rule_set import SCHEMAS, RuleSet
from pipeline.rules.validation import did_you_mean, validate
from pipeline.stage import Stage, stage_name
from pipeline.stages import STAGES
from pipeline.stages.extract.site_rules import Site

LIBRARIES = (
    *("trafilatura", "htmldate", "ftfy", "langdetect", "chardet"),
    *("symspellpy", "pyspellchecker", "names", "dateparser"),
)
"""Libraries whose version changes the result, so it is part of the digest."""


def build(folder: str | None, *, style: str | None, stages: Iterable[Stage]) -> RuleSet:
    """The rules of the files as they are now. Raises BadRules for the first error."""
    schemas = {**SCHEMAS, **{stage_name(stage): stage.Rules for stage in stages}}
    files = rule_files.read_files(folder, schemas)
    data = {stage: rule_files.merge(own) for stage, own in files.items()}
    switches.apply(data, files)
    if style is not None:
        _check_style(style, data["spellings"])
        data["spellings"] |= {"style": style}
    data["extract"] |= {"site_config": _site_config(data["extract"].get("site_config"), files["extract"])}
    sites = {"sites": _sites(data, files)}
    rules = {
        stage: validate(schema, data[stage], files[stage]) for stage, schema in schemas.items() if stage != "extract"
    }
    rules["extract"] = validate(SCHEMAS["extract"], data["extract"] | sites, files["extract"])
    if stages is not STAGES:
        data["stages"] = {"order": [stage.__name__ for stage in stages]}
    return RuleSet(rules, _digest(data))


def _check_style(style: str, spellings: Mapping[str, Any]) -> None:
    styles = ["house", *spellings.get("styles", {})]
    if style not in styles:
        problem = f"there is no style {style!r}{did_you_mean(style, styles)}"
        raise BadRules(file="the option style", problem=problem, remedy="Name one of the styles.")


def _sites(data: Mapping[str, dict[str, Any]], files: Mapping[str, Sequence[RuleFile]]) -> dict[str, Site]:
    """The rules of each site by its host."""
    names = [stage for stage in files if stage.startswith(f"{SITES}/")]
    return {name.partition("/")[2].lower(): validate(Site, data[name], files[name]) for name in names}


def _site_config(folder: Any, files: Sequence[RuleFile]) -> dict[str, str]:
    """The files in ftr-site-config format by name; ``folder`` is relative to the config that names it."""
    if not folder:
        return {}
    config = next(file.path for file in reversed(files) if file.data.get("site_config") == folder)
    location = config.parent / str(folder)
    if not location.is_dir():
        line = yaml_file.line(config, ("site_config",))
        remedy = "Name a folder relative to this file's own folder, or an absolute path."
        raise BadRules(
            file=str(config), line=line, key="site_config", problem=f"{location} is no folder", remedy=remedy
        )
    return {file.name: file.read_text("utf-8", "replace") for file in sorted(location.glob("*.txt"))}


def _digest(data: Mapping[str, Any]) -> str:
    corpus = {key: value for key, value in data["corpus"].items() if key not in MACHINE_LIMITS}
    libraries = [f"{library} {version(library)}" for library in LIBRARIES]
    kept = {name: value for name, value in data.items() if name != "decisions"}  # see ``pipeline.decisions``
    text = json.dumps([__version__, libraries, {**kept, "corpus": corpus}], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
