"""Validate merged rules against their schema; an error names the file, line and key that the user wrote."""

import dataclasses
import difflib
import reprlib
import types
import typing
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import pydantic

from pipeline.errors import BadRules
from pipeline.rules import rule_files, yaml_file
from pipeline.rules.rule_files import RuleFile

_Schema = TypeVar("_Schema", bound=pydantic.BaseModel)
_Loc = tuple[int | str, ...]
_UNKNOWN_KEY = ("extra_forbidden", "unexpected_keyword_argument")  # of a model, of a dataclass
_LONGEST = 300  # characters of a problem that are shown
_MOST_KEYS = 20  # known keys that are listed
_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 80
_SHORT.maxlevel = 2


def validate(schema: type[_Schema], data: Mapping[str, Any], files: Sequence[RuleFile]) -> _Schema:
    """Return the rules as an instance of the schema. Raises BadRules for the first error."""
    try:
        return schema.model_validate(data)
    except pydantic.ValidationError as why:
        errors = why.errors(include_url=False)
        error = next((error for error in errors if error["type"] in _UNKNOWN_KEY), errors[0])
        raise _bad_rules(schema, error, files) from None
    except RecursionError:
        file, _ = rule_files.locate(files, ())
        raise BadRules(file=_path(file), problem="a value is nested too deeply", remedy="Write it shorter.") from None


def _bad_rules(schema: type[pydantic.BaseModel], error: Any, files: Sequence[RuleFile]) -> BadRules:
    file, loc = rule_files.locate(files, error["loc"])
    line = yaml_file.line(file.path, loc) if file and loc else 0
    key = ".".join(str(part) for part in loc) or "rules"
    if error["type"] in _UNKNOWN_KEY:
        problem, remedy = _unknown_key(schema, error["loc"])
    else:
        value = f"; it is {_SHORT.repr(error['input'])}" if error["type"] != "missing" else ""
        problem = error["msg"].removeprefix("Value error, ")[:_LONGEST] + value
        remedy = "Add the key." if error["type"] == "missing" else "Correct the value."
    return BadRules(file=_path(file), line=line, key=key, problem=problem, remedy=remedy)


def _path(file: RuleFile | None) -> str:
    return str(file.path) if file else "configs"


def _unknown_key(schema: type[pydantic.BaseModel], loc: _Loc) -> tuple[str, str]:
    """The problem and remedy of a key that the schema does not have: the new name, or the nearest known key."""
    key, parent = str(loc[-1]), schema_at(schema, loc[:-1])
    known = key_names(parent) if parent else []
    renamed: Mapping[str, str] = getattr(parent, "renamed_keys", {})
    if key in renamed:
        return f"the key `{key}` is now called `{renamed[key]}`", f"Write `{renamed[key]}:`."
    return f"unknown key `{key}`{did_you_mean(key, known)}", "Remove the key or correct its spelling."


def did_you_mean(word: str, known: Collection[str]) -> str:
    """The nearest known word as the end of a sentence; all of them if none is near.

    >>> did_you_mean("rule", ["rules", "groups"]), did_you_mean("foo", ["rules", "groups"])
    ('; did you mean `rules`?', '; known are groups, rules')
    """
    if near := difflib.get_close_matches(word, known, n=1):
        return f"; did you mean `{near[0]}`?"
    shown = sorted(known)[:_MOST_KEYS]
    return f"; known are {', '.join(shown)}" if shown else ""


def key_names(schema: type) -> list[str]:
    """The keys that a config of this schema may have."""
    return list(_children(schema))


def _children(schema: Any) -> dict[str, Any]:
    """The keys of a model or dataclass with their annotations; empty for anything else."""
    if isinstance(schema, type) and issubclass(schema, pydantic.BaseModel):
        return {field.alias or name: field.annotation for name, field in schema.model_fields.items()}
    if isinstance(schema, type) and dataclasses.is_dataclass(schema):
        hints = typing.get_type_hints(schema, include_extras=True)
        return {_alias(hints[field.name]) or field.name: hints[field.name] for field in dataclasses.fields(schema)}
    return {}


def _alias(annotation: Any) -> str:
    """The alias in ``Annotated[..., Field(alias=...)]``."""
    return next((part.alias for part in get_args(annotation)[1:] if getattr(part, "alias", None)), "")


def schema_at(schema: type, loc: _Loc) -> type | None:
    """The model class or dataclass at a location of a schema; None if there is none."""
    current: Any = schema
    for part in loc:
        current = _child(_model_or_container(current), part)
    found = _model_or_container(current)
    return found if isinstance(found, type) and _children(found) else None


def _model_or_container(annotation: Any) -> Any:
    """The part of an annotation that can have children: without Annotated, Optional and plain alternatives."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in {Union, types.UnionType}:
        inner = [_model_or_container(part) for part in get_args(annotation)]
        return next((part for part in inner if _children(part)), inner[0])
    return annotation


def _child(annotation: Any, part: int | str) -> Any:
    if children := _children(annotation):
        return children.get(str(part))
    arguments = typing.get_args(annotation)
    if not arguments:
        return annotation  # pydantic names the alternative of a union as a part of the location
    if isinstance(part, int) and get_origin(annotation) is tuple and Ellipsis not in arguments:
        return arguments[part] if part < len(arguments) else None
    return arguments[0] if isinstance(part, int) else arguments[-1]
