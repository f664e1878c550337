"""Terraform, its providers and its modules are pinned.

Why: an apply during an incident must not be the first one with a new major version of a provider.

Passes: every module requires a version of Terraform; every provider it requires has a source and a
version with ``~>``; a module from a registry has a version; and no module that another one calls
configures a provider itself.

Fails: an open version (``>=`` alone, or none), a provider block in a called module.

Fix: write ``version = "~> X.Y"``; pass providers to a called module instead of configuring them in
it.

Ignore: never.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from scaffold.amount import amount
from scaffold.artifacts.terraform import FOLDER, Block, Module
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "terraform-is-pinned"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ("python-hcl2",)


def find(repo: ServiceRepo) -> Findings:
    """Read every module; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    called = {folder for module in repo.terraform for folder in _called(module)}
    providers = 0
    for module in repo.terraform:
        if not any("required_version" in block.body for block in module.of_kind("terraform")):
            path = next(iter(module.texts))
            yield Finding(path, 0, f"{module.folder} does not set required_version", "add it")
        for block in module.of_kind("terraform"):
            for required in block.body.get("required_providers", []):
                providers += len([name for name in required if not name.startswith("__")])
                yield from _judge_providers(required, block, module)
        if module.folder in called:
            for block in module.of_kind("provider"):
                message = f"provider {block.name} is configured in a module that another one calls"
                yield Finding(block.path, block.line, message, "configure it in the calling module")
        for block in module.of_kind("module"):
            if not _is_local(block) and "~>" not in str(block.body.get("version", "")):
                message = f"module {block.name} has no version with ~>"
                yield Finding(block.path, block.line, message, "pin it")
    return f"{providers} providers in {amount(len(repo.terraform), 'module')}"


def _judge_providers(
    required: dict[str, object], block: Block, module: Module
) -> Iterator[Finding]:
    for name, wanted in required.items():
        if name.startswith("__"):
            continue
        rows = module.texts[block.path].splitlines()
        starts = [n for n, row in enumerate(rows, 1) if row.split("=")[0].strip() == name]
        line = next((number for number in starts if number > block.line), block.line)
        source, version = "", ""
        if isinstance(wanted, dict):
            source, version = str(wanted.get("source", "")), str(wanted.get("version", ""))
        if not source:
            yield Finding(block.path, line, f"provider {name} has no source", "name its source")
        if "~>" not in version:
            message = f"provider {name} has no version with ~>: {version or 'none'}"
            yield Finding(block.path, line, message, 'write version = "~> X.Y"')


def _called(module: Module) -> Iterator[str]:
    for block in module.of_kind("module"):
        if _is_local(block):
            yield _normal(f"{module.folder}/{block.body['source']}")


def _is_local(block: Block) -> bool:
    return str(block.body.get("source", "")).startswith(("./", "../"))


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in PurePosixPath(path).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
