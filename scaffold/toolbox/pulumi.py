"""Reads resources of a Terraform provider out of the Python package that Pulumi generates from it.

For a provider whose CDK bindings nobody publishes. The package names arguments in its own way: what
Terraform writes as repeated blocks ``policy`` is ``policies`` there. The lock says which names
differ in another way, and which blocks are ordered.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.lock import Pulumi
from scaffold.toolbox.bindings import Argument, Bindings

PLAIN: Mapping[str, Any] = {"str": "string", "int": "number", "float": "number", "bool": "bool"}
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PROVIDER = "provider"


@dataclass(frozen=True)
class _Value:
    """The type of an argument: of one value, or of a list or mapping of such."""

    name: str
    around: str
    may_be_absent: bool


def read_package(folder: Path, pulumi: Pulumi) -> Bindings:
    """Read the provider's own arguments, and the resources that the lock names.

    Args:
        folder: where the wheel is installed.
        pulumi: how it is read.

    Raises:
        ScaffoldError: a resource is not there, or an argument has a form that is not known here.
    """
    structures: dict[str, dict[str, Argument]] = {}
    at_most_one: set[str] = set()
    resources = []
    for name, module in {"": PROVIDER, **pulumi.resources}.items():
        path = folder / pulumi.folder / f"{module}.py"
        classes = _classes(path)
        owner = next((each.removesuffix("Args") for each in classes if each.endswith("Args")), "")
        if not owner:
            raise ScaffoldError(f"{pulumi.folder}/{module}.py declares no resource")
        nested = _classes(path.with_name("_inputs.py")) if name else {}
        _read_structure(owner, {**nested, **classes}, pulumi, structures, at_most_one)
        if name:
            structures[owner] |= _outputs(structures[owner], classes[owner], pulumi)
        resources.append(("resource_schemas" if name else PROVIDER, name or PROVIDER, owner))
    return Bindings(tuple(resources), structures, frozenset(at_most_one))


def _classes(path: Path) -> dict[str, ast.ClassDef]:
    if not path.is_file():
        return {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}


def _read_structure(
    owner: str,
    classes: Mapping[str, ast.ClassDef],
    pulumi: Pulumi,
    structures: dict[str, dict[str, Argument]],
    at_most_one: set[str],
) -> None:
    """Add a structure and those that are nested in it to ``structures``."""
    arguments = structures[owner] = {}
    for given, annotation in _parameters(classes[f"{owner}Args"]):
        value = _value(f"{owner}.{given}", annotation)
        name, argument = _argument(owner, given.rstrip("_"), value, pulumi)
        arguments[name] = argument
        if argument.nesting and not value.around:
            at_most_one.add(argument.kind)
        if argument.nesting and argument.kind not in structures:
            _read_structure(argument.kind, classes, pulumi, structures, at_most_one)


def _parameters(declared: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for node in declared.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            for parameter in node.args.kwonlyargs:
                if parameter.annotation:
                    yield parameter.arg, parameter.annotation


def _argument(owner: str, given: str, value: _Value, pulumi: Pulumi) -> tuple[str, Argument]:
    structure = value.name.removesuffix("Args") if value.name.endswith("Args") else ""
    name = pulumi.names.get(given, given)
    if structure and value.around and given not in pulumi.names:
        name = HUMP.sub("_", structure.removeprefix(owner)).lower()
    argument = Argument(
        kind=structure or _plain(f"{owner}.{given}", value),
        nesting="" if not structure else "list" if name in pulumi.ordered else "set",
        required=not value.may_be_absent,
        optional=value.may_be_absent,
        is_block=bool(structure),
    )
    return name, argument


def _plain(place: str, value: _Value) -> Any:
    if value.name not in PLAIN:
        raise ScaffoldError(f"{place} is of a type that is not known here: {value.name}")
    plain = PLAIN[value.name]
    return [value.around, plain] if value.around else plain


def _outputs(
    arguments: Mapping[str, Argument], declared: ast.ClassDef, pulumi: Pulumi
) -> dict[str, Argument]:
    """What the provider sets: its own attributes, and arguments that are never absent."""
    found = {"id": Argument("string", optional=True, computed=True)}
    for node in declared.body:
        if not isinstance(node, ast.FunctionDef) or not node.returns or node.name == "get":
            continue
        name = pulumi.names.get(node.name, node.name)
        value = _value(f"{declared.name}.{name}", node.returns)
        given = arguments.get(name)
        if given is None and value.name in PLAIN:
            found[name] = Argument(_plain(name, value), computed=True)
        elif name == "name" and given:  # Pulumi makes a name up, Terraform does not
            found[name] = replace(given, required=True, optional=False)
        elif given and given.optional and not value.may_be_absent and not given.nesting:
            found[name] = replace(given, computed=True)
    return found


def _value(place: str, annotation: ast.expr) -> _Value:
    """Read ``Optional[pulumi.Input[Sequence[pulumi.Input['NameArgs']]]]`` and its like."""
    around, may_be_absent = "", False
    while isinstance(annotation, ast.Subscript):
        word = ast.unparse(annotation.value).rpartition(".")[2]
        annotation = annotation.slice
        may_be_absent |= word == "Optional" and not around
        if word == "Sequence":
            around = "list"
        elif word == "Mapping" and isinstance(annotation, ast.Tuple):
            around, annotation = "map", annotation.elts[1]
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return _Value(annotation.value.rpartition(".")[2], around, may_be_absent)
    if isinstance(annotation, ast.Name | ast.Attribute):
        return _Value(ast.unparse(annotation).rpartition(".")[2], around, may_be_absent)
    raise ScaffoldError(f"{place} is of a type that is not known here: {ast.unparse(annotation)}")
