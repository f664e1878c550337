"""Reads TypeScript declarations of Kubernetes custom resources as JSON schemas.

It knows the small part of the language that generated ``*.d.ts`` files use: interfaces, aliases,
literals, unions, ``Array<...>`` and maps. An unknown form is an error, never a schema that lets
everything pass.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError

Schema = dict[str, Any]

DECLARATION = re.compile(
    r"export (?:interface \w+(?: extends (?P<parents>[\w, ]+))? (?=\{)|type I\w+ = )"
    r"(?P<body>.*?)(?=\nexport |\Z)",
    re.DOTALL,
)
PUBLIC_NAME = re.compile(r"export type \{ I\w+ as (I\w+)")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
WORD = re.compile(r'"[^"]*"|\w+|[^\s\w]')
PLAIN: Mapping[str, Schema] = {
    "any": {},
    "boolean": {"type": "boolean"},
    "number": {"type": "number"},
    "string": {"type": "string"},
}
TYPE_META = "TypeMeta"


def read_declarations(folder: Path) -> dict[str, Schema]:
    """Read every declaration of a package.

    Returns:
        The schemas by their public names; ``$ref`` holds such a name, of this or another package.

    Raises:
        ScaffoldError: a declaration has a form that is not known here.
    """
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.d.ts"))}
    declared = {}
    for path, text in texts.items():
        if (name := PUBLIC_NAME.search(text)) and (found := DECLARATION.search(text)):
            declared[name[1]] = _read(found, path.relative_to(folder).as_posix())
    return {name: _with_parents(schema, declared) for name, schema in declared.items()}


def _read(found: re.Match[str], path: str) -> Schema:
    words = WORD.findall(COMMENT.sub("", found["body"]))
    try:
        schema = _Reader(words).union()
    except (IndexError, ValueError) as error:
        raise ScaffoldError(f"{path}: a type declaration has an unknown form: {error}") from None
    parents = [name.strip() for name in (found["parents"] or "").split(",")]
    if inherited := [name for name in parents if name not in ("", TYPE_META)]:
        schema["allOf"] = [{"$ref": name} for name in inherited]
    return schema


def _with_parents(schema: Schema, declared: Mapping[str, Schema]) -> Schema:
    """A schema with its parents' properties in place of references to them."""
    if "allOf" not in schema:
        return schema
    parents = [_with_parents(declared[each["$ref"]], declared) for each in schema["allOf"]]
    properties: Schema = {}
    required: list[str] = []
    for each in (*parents, schema):
        properties |= each.get("properties", {})
        required += each.get("required", [])
    return _object(properties, required)


def _object(properties: Schema, required: Sequence[str]) -> Schema:
    """A mapping that has these keys and no others."""
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:  # JSON schema's draft 4 wants at least one
        schema["required"] = list(required)
    return schema


@dataclass
class _Reader:
    """Reads one type from its words, front to back."""

    words: list[str]
    at: int = field(default=0)

    def union(self) -> Schema:
        options = [self.single()]
        while self.peek() == "|":
            self.take("|")
            options.append(self.single())
        if all("enum" in option for option in options):
            return {"enum": [text for option in options for text in option["enum"]]}
        return options[0] if len(options) == 1 else {"anyOf": options}

    def single(self) -> Schema:
        word = self.take()
        if word.startswith('"'):
            return {"enum": [word.strip('"')]}
        if word == "{":
            return self.braces()
        if word == "Array":
            self.take("<")
            items = self.union()
            self.take(">")
            return {"type": "array", "items": items}
        if word in PLAIN:
            return dict(PLAIN[word])
        if word.startswith("I") and word.isalnum():
            return {"$ref": word}
        raise ValueError(word)

    def braces(self) -> Schema:
        if self.peek() == "}":
            self.take("}")
            return {}
        if self.peek() == "[":
            return self.map()
        properties, required = {}, []
        while self.peek() != "}":
            name = self.take().strip('"')
            if self.peek() == "?":
                self.take("?")
            else:
                required.append(name)
            properties[name] = self.typed()
        self.take("}")
        return _object(properties, required)

    def map(self) -> Schema:
        for expected in ("[", "key", ":", "string", "]"):
            self.take(expected)
        values = self.typed()
        self.take("}")
        return {"type": "object", "additionalProperties": values}

    def typed(self) -> Schema:
        self.take(":")
        schema = self.union()
        self.take(";")
        return schema

    def peek(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def take(self, expected: str = "") -> str:
        word = self.words[self.at]
        if expected not in ("", word):
            raise ValueError(f"{word!r} instead of {expected!r}")
        self.at += 1
        return word
