"""Reference of every config key, as Markdown, from the schemas of the rules."""

from collections.abc import Iterable, Iterator, Mapping
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pydantic
from pydantic.fields import FieldInfo

Schema = type[pydantic.BaseModel]


def markdown(schemas: Mapping[str, Schema], files: Mapping[str, str]) -> str:
    """One section a config file: its keys, then the keys of each part that it holds.

    ``schemas`` maps the name of a config to its schema, ``files`` the same name to the file or files it is read from.
    """
    sections = [f"## {files[name]}\n\n{_section(schema)}" for name, schema in schemas.items()]
    return "\n".join(sections)


def undescribed(schemas: Mapping[str, Schema]) -> list[str]:
    """The keys without a description, as ``Class.key``."""
    models = {model for schema in schemas.values() for model in (schema, *parts(schema))}
    return sorted(
        f"{model.__module__}.{model.__name__}.{key}"
        for model in models
        for key, field in model.model_fields.items()
        if not field.description
    )


def parts(schema: Schema) -> list[Schema]:
    """The models that a schema refers to, in the order of its keys, each once."""
    found: dict[Schema, None] = {}
    for field in schema.model_fields.values():
        for model in _models(field.annotation):
            found[model] = None
            found |= dict.fromkeys(parts(model))
    return list(found)


def _section(schema: Schema) -> str:
    tables = [_table(schema)]
    tables += [f"### `{_name(part)}`\n\n{_summary(part)}{_table(part)}" for part in parts(schema)]
    return "\n".join(tables)


def _name(part: Schema) -> str:
    return part.__name__.strip("_")


def _summary(part: Schema) -> str:
    first = (part.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).replace("``", "`") + "\n\n" if first else ""


def _table(schema: Schema) -> str:
    rows = [_row(key, field) for key, field in schema.model_fields.items()]
    return "\n".join(["| key | value | default | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _row(key: str, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split()).replace("|", "\\|").replace("``", "`")
    return f"| `{key}` | {_type(field.annotation)} | {_default(field)} | {meaning} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.default_factory() if callable(field.default_factory) else field.default  # type: ignore[call-arg]  # pydantic allows one that takes the data
    if value is None or value in ((), "") or isinstance(value, pydantic.BaseModel | Mapping | frozenset):
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value).lower()
    return f"`{text}`".replace("|", "\\|")


def _type(annotation: Any) -> str:
    if get_origin(annotation) is Annotated:
        return _type(get_args(annotation)[0])
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(annotation))
    arguments = [each for each in get_args(annotation) if each not in (NoneType, Ellipsis)]
    if get_origin(annotation) in (Union, UnionType):
        return " or ".join(dict.fromkeys(map(_type, arguments)))
    if arguments:
        return _container(get_origin(annotation), [_type(each) for each in arguments])
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return f"`{_name(annotation)}`"
    return _SIMPLE.get(annotation, "value")


_SIMPLE = {str: "text", int: "whole number", float: "number", bool: "`true`, `false`"}


def _container(origin: Any, arguments: list[str]) -> str:
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"mapping of {arguments[0]} to {arguments[1]}"
    if origin is tuple and len(dict.fromkeys(arguments)) > 1:
        return " and ".join(arguments)
    return f"list of {arguments[0]}"


def _models(annotation: Any) -> Iterator[Schema]:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        yield annotation
    for argument in _arguments(annotation):
        yield from _models(argument)


def _arguments(annotation: Any) -> Iterable[Any]:
    return get_args(annotation)
