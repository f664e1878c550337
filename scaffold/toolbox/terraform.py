"""Lays the schemas of Terraform providers out as a mirror that Terraform and OpenTofu install from.

A provider itself comes from a registry of its own, which cannot be reached everywhere. Its schema
is all that ``validate`` and tests with ``mock_provider`` ask of it, next to what its own code
refuses; a small program of ours serves one (``schema_provider/``).
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scaffold.errors import ScaffoldError
from scaffold.lock import Provider, Providers
from scaffold.toolbox import go, pulumi, pypi
from scaffold.toolbox.bindings import Argument, Bindings, read_bindings

REGISTRY = "registry.terraform.io"
OTHER_REGISTRY = "registry.opentofu.org"  # where OpenTofu looks for the same address
PROGRAM = Path(__file__).with_name("schema_provider")
SCHEMA_FILE = "schema.json"
SOURCE_MAP = "//# sourceMappingURL"

Schema = dict[str, Any]


def write_mirror(providers: Providers, home: Path) -> None:
    """Fill a folder for ``filesystem_mirror`` in Terraform's configuration.

    Raises:
        ScaffoldError: a package cannot be fetched, is not what the lock says, or cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="scaffold-providers-") as scratch:
        program = Path(scratch, "program")
        go.compile_folder(PROGRAM, program)
        platform = go.platform()
        for provider in providers.providers:
            below = Path(provider.address, provider.version, platform)
            package = home / REGISTRY / below
            package.mkdir(parents=True)
            name = provider.address.rpartition("/")[2]
            shutil.copy(program, package / f"terraform-provider-{name}_v{provider.version}")
            schema = json.dumps(_document(provider, Path(scratch)), separators=(",", ":"))
            (package / SCHEMA_FILE).write_text(schema, encoding="utf-8")
            other = home / OTHER_REGISTRY / below
            other.parent.mkdir(parents=True)
            other.symlink_to(Path(*[".."] * (len(below.parts)), REGISTRY, below))


def _document(provider: Provider, scratch: Path) -> Schema:
    """A provider's schema, in the format of ``terraform providers schema -json``."""
    folder = scratch / provider.wheel.package
    folder.mkdir()
    pypi.install(provider.wheel, folder)
    files = (
        [pulumi.read_package(folder, provider.pulumi)]
        if provider.pulumi
        else list(_read_wheel(folder))
    )
    schemas: Schema = {"provider": {}, "resource_schemas": {}, "data_source_schemas": {}}
    for bindings in files:
        for kind, name, structure in bindings.resources:
            schema: Schema = {"version": 0, "block": _block(structure, bindings)}
            if kind == "provider":
                schema["block"]["attributes"].pop("alias", None)  # Terraform's own
                schemas["provider"] = schema
            else:
                schemas[kind][name] = schema
    address = f"{REGISTRY}/{provider.address}"
    return {"format_version": "1.0", "provider_schemas": {address: schemas}}


def _read_wheel(folder: Path) -> Iterator[Bindings]:
    """Read every file of bindings in a wheel that CDK generated."""
    archive = next(folder.rglob("*.jsii.tgz"), None)
    if archive is None:
        raise ScaffoldError(f"{folder.name} holds no bindings")
    shutil.unpack_archive(archive, folder, "gztar", filter="data")
    for path in sorted((folder / "package" / "lib").glob("*/index.js")):
        pieces = sorted(path.parent.rglob("*.js"))
        text = "\n".join(_code(piece) for piece in pieces)
        declared = "\n".join(_code(piece.with_suffix(".d.ts")) for piece in pieces)
        yield read_bindings(text, declared)


def _code(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition(SOURCE_MAP)[0]


def _block(structure: str, bindings: Bindings) -> Schema:
    """The arguments and nested blocks of a resource or a block."""
    attributes, blocks = {}, {}
    for name, argument in bindings.structures[structure].items():
        if argument.is_block:
            blocks[name] = _nested_block(argument, bindings)
        else:
            attributes[name] = _attribute(argument, bindings)
    return {"attributes": attributes, "block_types": blocks}


def _nested_block(argument: Argument, bindings: Bindings) -> Schema:
    block: Schema = {"nesting_mode": argument.nesting, "block": _block(argument.kind, bindings)}
    if argument.nesting == "single":
        return block
    if argument.required:
        block["min_items"] = 1
    if argument.kind in bindings.at_most_one:
        block["max_items"] = 1
    return block


def _attribute(argument: Argument, bindings: Bindings) -> Schema:
    flags = {
        "required": argument.required,
        "optional": argument.optional,
        "computed": argument.computed,
        "write_only": argument.write_only,
    }
    attribute: Schema = {name: True for name, is_set in flags.items() if is_set}
    if not argument.nesting:
        return attribute | {"type": argument.kind}
    nested = {
        name: _attribute(each, bindings)
        for name, each in bindings.structures[argument.kind].items()
    }
    return attribute | {"nested_type": {"nesting_mode": argument.nesting, "attributes": nested}}
