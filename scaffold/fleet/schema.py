"""The published JSON Schema of an inventory, and what an inventory has against it."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from scaffold.artifacts.document import Document

SCHEMA_FILE = Path(__file__).with_name("fleet.schema.json")


@cache
def read_schema() -> Any:
    """The schema."""
    return json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))


def problems(document: Document) -> Iterator[tuple[int, str]]:
    """Line and words of everything that the schema forbids."""
    validator = Draft202012Validator(read_schema())
    for error in validator.iter_errors(as_json(document.data)):
        where = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema["properties"]
            for key in error.instance.keys() - known.keys():
                names = ", ".join(known)
                yield document.line(*where, key), f"{key}: unknown here; there are {names}"
        else:
            yield document.line(*where), _said(error)


def is_name(text: str) -> bool:
    """Whether a member can be called so: branches, files and folders are made of it."""
    return bool(re.search(read_schema()["$defs"]["name"]["pattern"], text))


def repeated_keys(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of every key that stands twice in one mapping: YAML keeps the last, silently.

    Args:
        text: YAML that parses.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yield from _repeated(yaml.compose(text, loader))


def as_json(content: Any) -> Any:
    """YAML's dates as the texts that were typed, and its keys as texts: JSON has nothing else."""
    if isinstance(content, dict):
        return {str(key): as_json(value) for key, value in content.items()}
    if isinstance(content, list):
        return [as_json(value) for value in content]
    return content.isoformat() if isinstance(content, date) else content


def _said(error: ValidationError) -> str:
    keys = ".".join(str(key) for key in error.absolute_path if isinstance(key, str))
    if isinstance(error.schema, Mapping) and error.schema.get("writeOnly"):
        return f"{keys}: must be {error.schema['description']}"  # what stands there may be secret
    return f"{keys}: {error.message}" if keys else error.message


def _repeated(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                yield line, f"{key.value}: stands on line {seen[key.value]} already"
            seen.setdefault(key.value, line)
            yield from _repeated(value)
