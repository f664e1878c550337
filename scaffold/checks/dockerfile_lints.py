"""The Dockerfile passes hadolint, and its image runs without root.

Why: a command in shell form runs under a shell that swallows SIGTERM, and every deployment then
ends in SIGKILL.

Passes: hadolint has nothing to say; the last stage sets a user that is not root, and gives its
command in exec form.

Fails: whatever hadolint reports, a last stage without ``USER``, a ``CMD`` or ``ENTRYPOINT`` in
shell form or none.

Fix: go to the line; each finding of hadolint is explained under its code.

Ignore: one rule on one line, with hadolint's own comment and the reason.
"""

import json
from collections.abc import Iterator

from scaffold import tool
from scaffold.artifacts.dockerfile import Instruction, parse_dockerfile
from scaffold.artifacts.files import read_text
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "dockerfile-lints"
LEVEL = Level.STATIC
TOOLS = ("hadolint",)
PACKAGES = ()

_PATH = "Dockerfile"
_ROOT = ("root", "0")


def find(repo: ServiceRepo) -> Findings:
    """Lint the Dockerfile; see the module."""
    text = read_text(repo.root, _PATH)
    if text is None:
        raise Skip(f"no {_PATH}")
    done = tool.run("hadolint", "--no-color", "--format", "json", _PATH, cwd=repo.root)
    rows = json.loads(done.stdout) if done.stdout.startswith("[") else []
    if not rows:
        done.succeeded()
    for row in rows:
        hint = f"https://github.com/hadolint/hadolint/wiki/{row['code']}"
        yield Finding(_PATH, row["line"], f"{row['message']} [{row['code']}]", hint)
    instructions = parse_dockerfile(text)
    yield from _judge_last_stage(instructions)
    stages = sum(one.keyword == "FROM" for one in instructions)
    return f"{len(instructions)} instructions in {stages} stages"


def _judge_last_stage(instructions: tuple[Instruction, ...]) -> Iterator[Finding]:
    last = [one for one in instructions if one.stage == instructions[-1].stage]
    users = [one for one in last if one.keyword == "USER"]
    if not users:
        message = "the last stage sets no USER, so that it runs as root"
        yield Finding(_PATH, last[0].line, message, "add USER 65532:65532")
    elif users[-1].arguments.partition(":")[0] in _ROOT:
        yield Finding(_PATH, users[-1].line, "the last stage runs as root", "USER 65532:65532")
    commands = [one for one in last if one.keyword in ("CMD", "ENTRYPOINT")]
    if not commands:
        yield Finding(_PATH, last[0].line, "the last stage has no CMD or ENTRYPOINT", "add one")
    for one in commands:
        if not one.arguments.startswith("["):
            message = f"{one.keyword} is in shell form: the shell swallows SIGTERM"
            yield Finding(_PATH, one.line, message, f'write {one.keyword} ["program", "word"]')
