"""Writes JSON schemas of Kubernetes objects and custom resources, laid out for kubeconform.

One self-contained, strict schema a kind, in a folder for each version of Kubernetes. Custom
resources take the types they share with Kubernetes, such as a pod's template, from that version.
"""

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scaffold.lock import Schemas
from scaffold.toolbox import npm, pypi
from scaffold.toolbox.declarations import Schema, read_declarations

CORE_FOLDER = "kubernetes_validate/kubernetes-json-schema"


def write_schemas(schemas: Schemas, home: Path) -> None:
    """Fetch schemas and lay them out for ``kubeconform -strict -schema-location HOME``.

    Raises:
        ScaffoldError: a package cannot be fetched, or is not what the lock says.
    """
    with tempfile.TemporaryDirectory(prefix="scaffold-schemas-") as scratch:
        core = Path(scratch, "core")
        core.mkdir()
        pypi.install(schemas.core, core)
        custom: dict[str, Schema] = {}
        for tarball in schemas.resources:
            custom |= read_declarations(npm.unpack(tarball, Path(scratch)))
        for version in schemas.kubernetes:
            source = core / CORE_FOLDER / f"v{version}-local-strict" / "_definitions.json"
            definitions = json.loads(source.read_text(encoding="utf-8"))["$defs"]
            _write_kinds(definitions | custom, home / f"v{version}-standalone-strict")


def _write_kinds(definitions: Mapping[str, Schema], folder: Path) -> None:
    """Write a file for each definition that is an object of its own, named as kubeconform asks."""
    folder.mkdir()
    known = {**definitions, **{_declared_name(name): each for name, each in definitions.items()}}
    for schema in definitions.values():
        kind, group_version = _constant(schema, "kind"), _constant(schema, "apiVersion")
        if kind and group_version:
            group, _, version = group_version.rpartition("/")
            words = (kind, group.partition(".")[0], version)
            name = "-".join(word.lower() for word in words if word)
            bundle = json.dumps(_bundle(schema, known), separators=(",", ":"))
            (folder / f"{name}.json").write_text(bundle, encoding="utf-8")


def _constant(schema: Schema, name: str) -> str:
    """The only text that a property may have, or nothing."""
    texts = schema.get("properties", {}).get(name, {}).get("enum", ())
    return str(texts[0]) if len(texts) == 1 else ""


def _declared_name(name: str) -> str:
    """What TypeScript calls ``io.k8s.api.core.v1.Pod``: ``IIoK8sApiCoreV1Pod``."""
    return "I" + "".join(word[:1].upper() + word[1:] for word in re.split("[.-]", name))


def _bundle(schema: Schema, known: Mapping[str, Schema]) -> Schema:
    """A schema with every definition that it needs, directly or through another one."""
    needed: dict[str, Schema] = {}
    waiting: set[str] = set()
    bundle: Schema = _localised(schema, waiting)
    while waiting:
        name = waiting.pop()
        needed[name] = _localised(known[name], waiting)
        waiting -= needed.keys()
    return {**bundle, "$defs": dict(sorted(needed.items()))}


def _localised(node: Any, names: set[str]) -> Any:
    """A copy without descriptions, its references kept within the file; names gains theirs."""
    if isinstance(node, list):
        return [_localised(item, names) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {}
    for key, value in node.items():
        if key == "$ref" and isinstance(value, str):
            name = value.rpartition("/")[2]
            names.add(name)
            copy[key] = f"#/$defs/{name}"
        elif key != "description" or isinstance(value, dict):  # a property may have that name
            copy[key] = _localised(value, names)
    return copy
