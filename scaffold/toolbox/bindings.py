"""Takes the bindings that CDK generates from a Terraform provider apart into its arguments.

A file of bindings is JavaScript with TypeScript declarations beside it. Together they say of every
argument its name in Terraform, its type, its nesting, and whether it is required, optional or
computed. What they do not say: which ones are sensitive, and what the provider's own code refuses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scaffold.errors import ScaffoldError

KINDS = {
    "TerraformProvider": "provider",
    "TerraformResource": "resource_schemas",
    "TerraformDataSource": "data_source_schemas",
}
PLAIN: Mapping[str, Any] = {  # as getters and as storage call them, and as Terraform writes them
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "StringMap": ["map", "string"],
    "AnyMap": "dynamic",
}
NESTING: Mapping[str, str] = {"struct": "single", "list": "list", "set": "set"}

CLASS = re.compile(r"^class (\w+) extends \w+\.(\w+) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
TYPE_NAME = re.compile(r"static tfResourceType = \"(\w+)\"")
MEMBER = re.compile(
    r"^    // (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n"
    r"(.*?)(?=^    // \w+ - computed|^    // ====|\Z)",
    re.MULTILINE | re.DOTALL,
)
NESTED = re.compile(
    r"= new (?:\w+\.)?(\w+?)(List|OutputReference)\(this, [\"']\w+[\"'](?:, (true|false))?\)"
)
MAP = re.compile(r"= new \w+\.(\w+)Map\(this, ")
GETTER = re.compile(r"return .*?(tolist\()?this\.get(\w*?)(List)?Attribute\(")
FUNCTION = re.compile(
    r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.MULTILINE | re.DOTALL
)
STORED = re.compile(
    r"^ +(\w+): \{\n +value: (.*),\n +isBlock: \w+,\n +type: \"(\w+)\",\n"
    r" +storageClassType: \"(\w+)\"",
    re.MULTILINE,
)
INTERFACE = re.compile(r"^export interface (\w+)[^{]*\{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
INPUT = re.compile(
    r"/\*\*((?:(?!\*/).)*?)\{@link \S+#(\w+) [^*]*\*/\s+readonly \w+(\??):", re.DOTALL
)
AT_MOST_ONE = "super(terraformResource, terraformAttribute, false, 0)"
WRITE_ONLY = "markWriteOnlyAttribute"


@dataclass(frozen=True)
class Argument:
    """One argument or nested block.

    Attributes:
        kind: its type as Terraform writes it in JSON, or the structure that is nested in it.
        nesting: ``single``, ``list`` or ``set`` of a structure; empty for a plain value.
        required: must be given.
        optional: may be given.
        computed: the provider may choose its value.
        write_only: is never stored.
        is_block: is written as a block, without ``=``.
    """

    kind: Any
    nesting: str = ""
    required: bool = False
    optional: bool = False
    computed: bool = False
    write_only: bool = False
    is_block: bool = False


@dataclass(frozen=True)
class Bindings:
    """What one file declares.

    Attributes:
        resources: kind (a value of ``KINDS``), name in Terraform, and structure of each resource.
        structures: the arguments of every structure.
        at_most_one: structures that a list holds at most once.
    """

    resources: tuple[tuple[str, str, str], ...]
    structures: Mapping[str, Mapping[str, Argument]]
    at_most_one: frozenset[str]


def read_bindings(text: str, declarations: str) -> Bindings:
    """Read one file of bindings.

    Args:
        text: the JavaScript.
        declarations: the ``.d.ts`` beside it.

    Raises:
        ScaffoldError: an argument has a form that is not known here.
    """
    classes = {name: (parent, body) for name, parent, body in CLASS.findall(text)}
    inputs = {name: INPUT.findall(body) for name, body in INTERFACE.findall(declarations)}
    stored = {name[:1].upper() + name[1:]: body for name, body in FUNCTION.findall(text)}
    resources = tuple(
        (KINDS[parent], found[1], name)
        for name, (parent, body) in classes.items()
        if parent in KINDS and (found := TYPE_NAME.search(body))
    )
    structures: dict[str, Mapping[str, Argument]] = {}
    for _, _, name in resources:
        body = classes[name][1]
        structures[name] = dict(_arguments(name, body, inputs.get(f"{name}Config", ()), body))
    for name in inputs.keys() | {_structure(each) for each in classes}:
        if not name.endswith("Config") or name in stored:
            body = classes.get(f"{name}OutputReference", ("", ""))[1]
            structures.setdefault(
                name, dict(_arguments(name, body, inputs.get(name, ()), stored.get(name, "")))
            )
    single = {_structure(name) for name, (_, body) in classes.items() if AT_MOST_ONE in body}
    return Bindings(resources, structures, frozenset(single))


def _structure(name: str) -> str:
    return name.removesuffix("OutputReference")


def _arguments(
    owner: str, body: str, inputs: Sequence[tuple[str, str, str]], table: str
) -> Iterator[tuple[str, Argument]]:
    """The arguments of a structure, from its class, its declaration and its table of storage."""
    members = {name: (*flags, code) for name, *flags, code in MEMBER.findall(body)}
    given = {name: (comment, mark) for comment, name, mark in inputs}
    stored = {name: (kind, storage, code) for name, code, kind, storage in STORED.findall(table)}
    for name in sorted(members.keys() | given.keys()):
        comment, mark = given.get(name, ("", "?"))
        computed, optional, required, code = members.get(
            name, ("false", str(bool(mark)).lower(), str(not mark).lower(), "")
        )
        nesting, kind = _shape(f"{owner}.{name}", code, stored.get(name))
        yield (
            name,
            Argument(
                kind=kind,
                nesting=nesting,
                required=required == "true",
                optional=optional == "true",
                computed=computed == "true",
                write_only=WRITE_ONLY in stored.get(name, ("", "", ""))[2],
                is_block=comment.strip("\n *").partition("\n")[0] == f"{name} block",
            ),
        )


def _shape(place: str, code: str, stored: tuple[str, str, str] | None) -> tuple[str, Any]:
    """Nesting and type of an argument: from where it is stored, or from its getter.

    Raises:
        ScaffoldError: neither has a form that is known here.
    """
    shape = _stored_shape(*stored[:2]) if stored else None
    shape = shape or _getter_shape(code)
    if shape is None:
        raise ScaffoldError(f"{place} has a form that is not known here")
    return shape


def _stored_shape(kind: str, storage: str) -> tuple[str, Any] | None:
    item = storage.removesuffix("List").removesuffix("Set")
    if item != storage and item in ("string", "number", "boolean"):
        return "", [kind, PLAIN[item.capitalize()]]
    if plain := PLAIN.get(storage[:1].upper() + storage[1:]):
        return "", plain
    if kind in NESTING:
        return NESTING[kind], storage.removesuffix("List")
    return None


def _getter_shape(code: str) -> tuple[str, Any] | None:
    if (found := MAP.search(code)) and found[1] in PLAIN:
        return "", ["map", PLAIN[found[1]]]
    if found := NESTED.search(code):
        nesting = "set" if found[3] == "true" else "list" if found[2] == "List" else "single"
        return nesting, found[1]
    found = GETTER.search(code)
    plain = PLAIN.get(found[2] or "String") if found else None
    if found and plain and found[3]:
        return "", ["set" if found[1] else "list", plain]
    return ("", plain) if plain else None
