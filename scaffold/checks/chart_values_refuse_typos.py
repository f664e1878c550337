"""The chart refuses values that it does not know.

Why: Helm ignores a key that no template reads. The limit that somebody raised during an incident is
then not raised, and nothing says so.

Passes: ``values.schema.json`` accepts the default values and refuses them once any mapping in them
holds an unknown key, once any value in them has another type, and once ``image.tag`` is ``latest``;
and Helm applies that schema.

Fails: a change that is accepted. A mapping that is free by nature (labels, say) says so with
``additionalProperties`` and without ``properties``.

Fix: add ``"additionalProperties": false`` or the ``type`` to the schema at the place that the
finding names.

Ignore: never.
"""

import copy
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.validators import validator_for

from scaffold.artifacts.chart import FOLDER
from scaffold.artifacts.document import Document, dig, read_document
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-values-refuse-typos"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ("jsonschema",)

_SCHEMA = f"{FOLDER}/values.schema.json"
_UNKNOWN = "unknwon"

Keys = tuple[str, ...]


def find(repo: ServiceRepo) -> Findings:
    """Break the default values in every place; see the module."""
    schema = read_document(repo.root, _SCHEMA)
    values = repo.chart.values.data
    validator = validator_for(schema.data, default=Draft202012Validator)
    try:
        validator.check_schema(schema.data)
    except SchemaError as refused:
        yield Finding(_SCHEMA, schema.line(*refused.path), f"is no JSON schema: {refused.message}")
        return ""
    judge = validator(schema.data)
    for error in judge.iter_errors(values):
        line = repo.chart.values.line(*error.path, *_unknown_keys(error))
        message = f"the schema refuses it: {error.message}"
        yield Finding(repo.chart.values.path, line, message)
    broken = 0
    for keys, value, message in _breaks(values):
        broken += 1
        if judge.is_valid(_with(values, keys, value)) and not _is_free(schema, keys):
            yield Finding(_SCHEMA, _line(schema, keys), f"accepts {message}", _HINT)
    if repo.chart.template("--set", f"{_UNKNOWN}=1").code == 0:
        yield Finding(
            _SCHEMA, 1, f"is not applied by Helm: it renders with a key {_UNKNOWN}", _HINT
        )
    return f"{broken} broken values refused"


_HINT = "forbid additionalProperties, or give the value its type"


def _unknown_keys(error: ValidationError) -> list[str]:
    """The first key that an error is about when it is one that the schema does not know."""
    if error.validator != "additionalProperties" or not isinstance(error.instance, dict):
        return []
    known = dig(error.schema, "properties") or {}
    return [key for key in error.instance if key not in known][:1]


def _breaks(values: dict[str, Any]) -> Iterator[tuple[Keys, Any, str]]:
    for keys, value in _walk(values, ()):
        dotted = ".".join(keys)
        if isinstance(value, dict):
            yield (*keys, _UNKNOWN), {}, f"the unknown key {'.'.join((*keys, _UNKNOWN))}"
        if keys:
            yield keys, [[None]], f"a list of lists as {dotted}"
    yield ("image", "tag"), "latest", "latest as image.tag"


def _walk(value: Any, keys: Keys) -> Iterator[tuple[Keys, Any]]:
    yield keys, value
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _walk(below, (*keys, str(key)))


def _with(values: dict[str, Any], keys: Keys, value: Any) -> dict[str, Any]:
    """A copy of the values with one of them changed."""
    broken = copy.deepcopy(values)
    place = broken
    for key in keys[:-1]:
        place = place.setdefault(key, {})
    place[keys[-1]] = value
    return broken


def _is_free(schema: Document, keys: Keys) -> bool:
    """Whether an unknown key lies in a mapping whose schema leaves its keys open on purpose."""
    mapping = _schema_of(schema, keys[:-1])
    return (
        keys[-1] == _UNKNOWN and "properties" not in mapping and "additionalProperties" in mapping
    )


def _schema_of(schema: Document, keys: Keys) -> dict[str, Any]:
    found = _resolve(schema, schema.data)
    for key in keys:
        found = _resolve(schema, dig(found, "properties", key) or {})
    return found


def _resolve(schema: Document, found: dict[str, Any]) -> dict[str, Any]:
    reference = str(found.get("$ref", ""))
    return dig(schema.data, *reference.split("/")[1:]) or {} if reference else found


def _line(schema: Document, keys: Keys) -> int:
    place = tuple(word for key in keys if key != _UNKNOWN for word in ("properties", key))
    return schema.line(*place)
