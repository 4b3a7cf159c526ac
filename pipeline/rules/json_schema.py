"""JSON Schema of every config file, for editors that check and complete YAML."""

from collections.abc import Iterator
from typing import Any

import pydantic
from pydantic.json_schema import GenerateJsonSchema

from pipeline.rules.loading import SCHEMAS
from pipeline.stages.extract.site_rules import Site

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = ".schema"
"""The folder below ``configs/`` that ``copydesk init`` writes the schemas to."""


def all_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and JSON Schema of each config; ``site.json`` is that of ``sites/<host>.yaml``."""
    for name, schema in SCHEMAS.items():
        yield f"{name}.json", _of(schema)
    yield "site.json", _of(Site)


class _Generator(GenerateJsonSchema):
    """Default values that JSON does not have are left out."""

    ignored_warning_kinds = frozenset({"skipped-choice", "non-serializable-default"})  # type: ignore[assignment]  # a set there


def _of(schema: type[pydantic.BaseModel]) -> dict[str, Any]:
    data = schema.model_json_schema(schema_generator=_Generator)
    properties = data["properties"]
    if "site_config" in properties:  # the config names a folder; the loader reads its files
        properties["site_config"] = {"type": "string", "description": "folder of files in ftr-site-config format"}
        del properties["sites"]
    data.pop("required", None)  # a file may hold a part of the rules of its stage
    return {"$schema": _DIALECT, **data}


def editor_line(name: str) -> str:
    """The first line of a config file that tells an editor its schema. ``name`` is its path below ``configs/``.

    >>> editor_line("sites/planet.example.yaml"), editor_line("typos.yaml")
    ('# yaml-language-server: $schema=../.schema/site.json', '# yaml-language-server: $schema=.schema/typos.json')
    """
    folders = name.split("/")[:-1]
    stage = name.removesuffix(".yaml").split("/")[0]
    schema = "site" if folders[:1] == ["sites"] else stage
    return f"# yaml-language-server: $schema={'../' * len(folders)}{FOLDER}/{schema}.json"
