"""Terraform's own validation accepts every module.

Why: a misspelt argument is found by the apply otherwise, half-way through, on a bad day.

Passes: ``terraform validate`` (or OpenTofu's) accepts every module, against the schemas of the
providers that it requires: each argument is there, is spelt right and is of the right type. Nothing
is asked of any network or cluster. A module whose provider is not known here is named and left out.

Fails: an argument or block that the provider does not have (any more), a missing one, a wrong type,
a reference to something that is not declared, a module that does not initialise.

Fix: what Terraform says. The report names the versions of the schemas.

Ignore: never.
"""

from scaffold.amount import amount
from scaffold.artifacts.terraform import FOLDER
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.live.workspace import known_providers, open_workspace
from scaffold.repo import ServiceRepo

ID = "terraform-validates"
LEVEL = Level.STATIC
TOOLS = ("terraform", "terraform-providers")
PACKAGES = ()


def find(repo: ServiceRepo) -> Findings:
    """Validate every module; see the module."""
    if not repo.terraform:
        raise Skip(f"no {FOLDER}")
    left_out = []
    with open_workspace(repo.root, repo.files) as workspace:
        for module in repo.terraform:
            if reason := workspace.prepare(module.folder):
                left_out.append(f"{module.folder}: {reason}")
                continue
            for one in workspace.validate(module.folder):
                yield Finding(one.path, one.line, one.message, "correct it as Terraform says")
    if len(left_out) == len(repo.terraform):
        raise Skip("; ".join(left_out))
    judged = amount(len(repo.terraform) - len(left_out), "module")
    schemas = f"schemas of {known_providers()}"
    return "; ".join([judged, schemas, *(f"left out {each}" for each in left_out)])
