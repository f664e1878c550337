"""A copy of a repository in which Terraform may write, cut off from the network.

Providers come from the mirror of their schemas in the tools folder, and from nowhere else;
settings, variables and credentials of the person who runs it stay outside. Each schema is served
once for all runs: Terraform would start its program several times for every single test.
"""

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from scaffold import lock, tool
from scaffold.errors import ScaffoldError
from scaffold.language import Launch
from scaffold.live.process import Process

TIMEOUT_SECONDS = 900
LOCK_FILE = ".terraform.lock.hcl"  # holds the hashes of the providers themselves

PROGRAMS = "registry.terraform.io/*/*/*/*/terraform-provider-*"
REGISTRIES = ("registry.terraform.io", "registry.opentofu.org")
START_SECONDS = 30

_REATTACH = re.compile(r"TF_REATTACH_PROVIDERS='(.+)'")
_UNKNOWN = re.compile(
    r"provider\s+([\w./-]+):\s+"
    r"(?:no\s+available\s+releases\s+match\s+the\s+given\s+constraints\s+(.+)|provider\s+\S+\s+was)"
)
_ERROR = re.compile(r"^Error: (.+)\n(?:\n +on (\S+) line (\d+))?", re.MULTILINE)


@dataclass(frozen=True)
class Diagnostic:
    """What Terraform says is wrong.

    Attributes:
        path: relative to the repository.
        line: from 1; 0 when it names none.
        message: its words, on one line.
    """

    path: str
    line: int
    message: str


@dataclass(frozen=True)
class Workspace:
    """The copy.

    Attributes:
        root: its folder.
        mirror: where the schemas of providers stand.
        served: how Terraform reaches those that are served, as ``TF_REATTACH_PROVIDERS``.
    """

    root: Path
    mirror: Path
    served: str

    def prepare(self, module: str) -> str:
        """Initialise a module, given by its folder, without its backend.

        Returns:
            Why nothing can be said of it here: a provider whose schema is not known; else nothing.

        Raises:
            ScaffoldError: it cannot be initialised; names ``path:line`` where Terraform does.
        """
        words = ("init", "-backend=false", "-input=false", f"-plugin-dir={self.mirror}")
        done = self._run(module, *words, served="")
        if not done.code:
            return ""
        if unknown := _UNKNOWN.findall(done.stdout + done.stderr):
            named = [f"{name} {version}".strip() for name, version in unknown]
            return f"no schema of {', '.join(sorted(set(named)))}"
        places = [found for found in _ERROR.findall(done.stdout + done.stderr) if found[1]]
        if places:
            message, path, line = places[0]
            raise ScaffoldError(f"{_normal(module, path)}:{line}: {message}")
        done.succeeded()
        return ""

    def validate(self, module: str) -> Iterator[Diagnostic]:
        """What is wrong with a module that was prepared."""
        done = self._run(module, "validate", "-json", served=self.served)
        if not done.stdout.startswith("{"):
            done.succeeded()
        yield from _diagnostics(module, json.loads(done.stdout)["diagnostics"])

    def test(self, module: str) -> tuple[int, tuple[Diagnostic, ...]]:
        """Run the tests of a module that was prepared: how many passed, and what went wrong."""
        done = self._run(module, "test", "-json", served=self.served)
        said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        passed = [each["test_summary"]["passed"] for each in said if "test_summary" in each]
        wrong = tuple(_diagnostics(module, [each.get("diagnostic", {}) for each in said]))
        if not wrong:
            done.succeeded()
        return sum(passed), wrong

    def _run(self, module: str, *words: str, served: str) -> tool.Result:
        settings = {"TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
        if served:  # init would not look at the versions of providers that run already
            settings["TF_REATTACH_PROVIDERS"] = served
        return tool.run(
            "terraform",
            *words,
            "-no-color",
            cwd=self.root / module,
            environment=_inherited() | settings,
            timeout_seconds=TIMEOUT_SECONDS,
        )


@contextmanager
def open_workspace(root: Path, files: Sequence[str]) -> Iterator[Workspace]:
    """Copy these files of a repository, and take the copy away again at the end.

    Raises:
        ToolMissingError: the schemas of providers are not on this machine.
        ScaffoldError: one of them cannot be served.
    """
    mirror = tool.locate("terraform-providers").path
    with (
        tempfile.TemporaryDirectory(prefix="scaffold-terraform-") as scratch,
        ExitStack() as servers,
    ):
        copy = Path(scratch, "repository")
        for path in files:
            if PurePosixPath(path).name != LOCK_FILE:
                target = copy / path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(root / path, target, follow_symlinks=False)
        served: dict[str, Any] = {}
        for program in sorted(mirror.glob(PROGRAMS)):
            served |= _serve(program, Path(scratch), servers)
        yield Workspace(copy, mirror, json.dumps(served))


def _serve(program: Path, scratch: Path, servers: ExitStack) -> dict[str, Any]:
    """Start a program that serves a schema: how it is reached, under both registries' names."""
    log = scratch / program.name
    log.mkdir()
    launch = Launch((str(program), "serve"), log, _inherited())
    process = Process(launch, {"TMPDIR": str(scratch)}, log)  # its socket goes away with the rest
    servers.callback(process.kill)
    deadline = time.monotonic() + START_SECONDS
    while not (found := _REATTACH.search(process.stdout())):
        if process.code is not None or time.monotonic() > deadline:
            raise ScaffoldError(f"{program.name} does not serve its schema: {process.stderr()}")
        time.sleep(0.01)
    reached: dict[str, Any] = json.loads(found[1])
    return reached | {
        address.replace(*REGISTRIES): settings for address, settings in reached.items()
    }


def known_providers() -> str:
    """The providers whose schemas are known, with their versions, for the evidence of a check."""
    source = lock.entry("terraform-providers").source
    providers = source.providers if isinstance(source, lock.Providers) else ()
    return ", ".join(f"{one.address.rpartition('/')[2]} {one.version}" for one in providers)


def _inherited() -> dict[str, str]:
    """This process's environment, without anything that steers Terraform."""
    return {name: text for name, text in os.environ.items() if not name.startswith("TF_")}


def _diagnostics(module: str, said: Sequence[Mapping[str, Any]]) -> Iterator[Diagnostic]:
    for each in said:
        if each.get("severity") != "error":
            continue
        where = each.get("range") or {"filename": "", "start": {"line": 0}}
        words = f"{each['summary']}: {each['detail']}" if each.get("detail") else each["summary"]
        path = _normal(module, where["filename"])
        yield Diagnostic(path, where["start"]["line"], " ".join(words.split()))


def _normal(module: str, path: str) -> str:
    return os.path.normpath(PurePosixPath(module, path))
