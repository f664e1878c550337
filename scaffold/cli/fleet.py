"""Commands on many repositories."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scaffold.cli.options import DryRun, ListFormat, Quiet, VerifyLevel, group
from scaffold.cli.rows import count, end, follow
from scaffold.cli.selection import (
    Executor,
    Inventory,
    Jobs,
    Journal,
    Members,
    Shard,
    Team,
    Wave,
    selected,
)
from scaffold.cli.terminal import err, out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scaffold.fleet.members import Member


app = group("The same for many repositories.")


class PushMode(StrEnum):
    """What is done with the change of a member."""

    BRANCH = "branch"
    COMMIT = "commit"
    PULL_REQUEST = "pull-request"
    PATCH = "patch"
    NONE = "none"


Shards = Annotated[int, typer.Option(help="Into how many parts the fleet is cut.")]
Push = Annotated[
    PushMode,
    typer.Option(
        help="branch: scaffold/MEMBER/VERSION; commit: onto the branch that is checked out; "
        "pull-request: that branch, and a request to merge it on GitHub or GitLab; "
        "patch: a file; none: nothing is handed on."
    ),
]
RowForm = Annotated[
    ListFormat, typer.Option("--output-format", help="json is one line a member, as it is known.")
]


@app.command("plan")
def fleet_plan(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    team: Team = None,
    wave: Wave = None,
    shard: Shard = "",
    jobs: Jobs = 0,
    executor: Executor = "processes",
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 3 when a member is behind.")
    ] = False,
    output_format: RowForm = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Show version, drift, conflicts to come and risk of each member. No repository is touched."""
    from scaffold.commands.fleet.plan import Wanted, plan
    from scaffold.fleet import forecast
    from scaffold.formats import fleet as written

    wanted = Wanted(fleet, selected(members, team, shard, wave), jobs, executor=executor)
    chosen, rows = plan(wanted)
    found = follow(rows, _names(chosen), written.write_forecast, output_format, quiet=quiet)
    counts = {state: sum(row.state is state for row in found) for state in forecast.State}
    count(counts, len(found), output_format)
    raise typer.Exit(forecast.exit_code(counts, strict=exit_code))


@app.command("apply")
def fleet_apply(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    push: Push = PushMode.BRANCH,
    output: Annotated[Path, typer.Option(help="Folder for patches.")] = Path("patches"),
    failed: Annotated[
        bool, typer.Option("--failed", help="Only what failed the last time, or was held.")
    ] = False,
    team: Team = None,
    wave: Wave = None,
    shard: Shard = "",
    jobs: Jobs = 0,
    executor: Executor = "processes",
    journal: Journal = None,
    output_format: RowForm = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Bring each member to its version, wave after wave, the canary first.

    A run that was interrupted, even by SIGKILL, goes on where it was when it is begun again. A
    member with conflicts, or whose checks do not pass, is named and left as it was.
    """
    from scaffold.commands.fleet.apply import Wanted, apply
    from scaffold.fleet import outcome
    from scaffold.formats import fleet as written

    selection = selected(members, team, shard, wave)
    wanted = Wanted(fleet, push.value, output, journal, selection, failed, jobs, executor=executor)
    with apply(wanted, lambda: err("another run over this fleet is not done; waiting\n")) as course:
        if course.before and not quiet:
            err(f"going on: {len(course.before)} members were done before\n")
        names = _names(course.members)[len(course.before) :]
        found = follow(course.rows, names, written.write_applied, output_format, quiet=quiet)
        found = [*course.before, *found]
    counts = {kind: sum(row.outcome is kind for row in found) for kind in outcome.Outcome}
    count(counts, len(found), output_format)
    raise typer.Exit(outcome.exit_code(counts))


@app.command("status")
def fleet_status(
    fleet: Inventory = Path("fleet.yaml"),
    journal: Journal = None,
    output_format: RowForm = ListFormat.TEXT,
) -> None:
    """Show what the last run came to, and what became of each member the last time."""
    from scaffold.commands.fleet.status import status
    from scaffold.fleet import outcome
    from scaffold.formats import fleet as written

    known = status(fleet, journal)
    follow(
        iter(known.latest),
        [row.member for row in known.latest],
        written.write_applied,
        output_format,
        quiet=True,
    )
    counts = {kind: sum(row.outcome is kind for row in known.rows) for kind in outcome.Outcome}
    ended = f"ended {known.run.ended}" if known.run.ended else "not finished; apply goes on with it"
    err(f"run {known.run.number}: began {known.run.began}, {ended}\n")
    count(counts, len(known.rows), output_format)
    raise typer.Exit(outcome.exit_code(counts))


@app.command("verify")
def fleet_verify(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    level: Annotated[
        VerifyLevel, typer.Option(help="How deep to go, as of `scaffold verify`.")
    ] = VerifyLevel.STATIC,
    team: Team = None,
    wave: Wave = None,
    shard: Shard = "",
    jobs: Jobs = 0,
    executor: Executor = "processes",
    output_format: RowForm = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Prove what each member has committed. No repository is touched."""
    from scaffold.commands.fleet.plan import Wanted
    from scaffold.commands.fleet.verify import verify as prove
    from scaffold.formats import fleet as written

    wanted = Wanted(fleet, selected(members, team, shard, wave), jobs, executor=executor)
    chosen, rows = prove(wanted, level.value)
    found = follow(rows, _names(chosen), written.write_proven, output_format, quiet=quiet)
    end(found, output_format)


@app.command("bootstrap")
def fleet_bootstrap(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    dry_run: DryRun = False,
    team: Team = None,
    shard: Shard = "",
    jobs: Jobs = 0,
    output_format: RowForm = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Create members that have no repository, and adopt those whose repository is not ours yet."""
    from scaffold.commands.fleet.bootstrap import bootstrap
    from scaffold.commands.fleet.plan import Wanted
    from scaffold.formats import fleet as written

    wanted = Wanted(fleet, selected(members, team, shard), jobs)
    chosen, rows = bootstrap(wanted, dry_run=dry_run)
    found = follow(rows, _names(chosen), written.write_bootstrapped, output_format, quiet=quiet)
    end(found, output_format)


@app.command("merge-reports")
def fleet_merge_reports(
    reports: Annotated[list[Path], typer.Argument(help="Lines of JSON that shards wrote.")],
    fleet: Annotated[
        Path | None,
        typer.Option("--fleet", "-f", help="An inventory whose members must all be reported."),
    ] = None,
    shards: Annotated[
        int,
        typer.Option(min=0, help="Into how many parts it was cut: names those that are silent."),
    ] = 0,
    team: Team = None,
    wave: Wave = None,
) -> None:
    """Put the reports of several shards together, a line a member, by name."""
    from json import dumps

    from scaffold.commands.fleet.reports import merge_reports

    merged = merge_reports(reports, fleet, shards, selected(None, team, "", wave))
    out("".join(dumps(row, ensure_ascii=False) + "\n" for row in merged.rows))
    for member in merged.missing:
        err(f"{member.name}: no shard has reported it\n")
    for shard in merged.silent:
        err(f"shard {shard}: has reported nobody\n")
    for name in merged.strangers:
        err(f"{name}: is no member of {fleet}; left out\n")
    raise typer.Exit(merged.exit_code)


@app.command("matrix")
def fleet_matrix(
    shards: Shards,
    fleet: Inventory = Path("fleet.yaml"),
    team: Team = None,
    wave: Wave = None,
) -> None:
    """Print the matrix of a GitHub Actions workflow that works on all shards at once."""
    from json import dumps

    from scaffold.commands.fleet.reports import matrix

    out(dumps(matrix(fleet, shards, selected(None, team, "", wave))) + "\n")


@app.command("workflow")
def fleet_workflow(
    shards: Shards,
    install: Annotated[
        str,
        typer.Option(
            help="What pipx installs, such as git+https://github.com/acme/scaffold@v0.1.0."
        ),
    ],
    fleet: Inventory = Path("fleet.yaml"),
    push: Push = PushMode.BRANCH,
) -> None:
    """Print a GitHub Actions workflow that applies all shards at once and reports once.

    It is put into the repository that holds the inventory, as .github/workflows/fleet.yml.
    """
    from scaffold.commands.fleet.engines import workflow
    from scaffold.formats.engines import write_workflow

    out(write_workflow(workflow(fleet, shards, push.value, install)))


@app.command("job")
def fleet_job(
    image: Annotated[str, typer.Option(help="Image with scaffold and git, by tag or digest.")],
    shards: Shards,
    fleet: Inventory = Path("fleet.yaml"),
    push: Push = PushMode.BRANCH,
    name: Annotated[str, typer.Option(help="Of the Job.")] = "scaffold-fleet",
    namespace: Annotated[str, typer.Option(help="[default: that of kubectl]")] = "",
    parallelism: Annotated[
        int, typer.Option(min=0, help="How many shards at once; 0 is all of them.")
    ] = 0,
    wave: Annotated[str, typer.Option(help="Only this wave's members. [default: all]")] = "",
    secret: Annotated[str, typer.Option(help="Secret with the tokens, such as GITHUB_TOKEN.")] = "",
) -> None:
    """Print a Kubernetes Job, a pod a shard, and the ConfigMap with its inventory."""
    from scaffold.commands.fleet.engines import carried_inventory
    from scaffold.fleet.engines import IndexedJob
    from scaffold.formats.engines import write_job

    job = IndexedJob(fleet, image, shards, push.value, name, namespace, parallelism, secret, wave)
    out(write_job(job, carried_inventory(job)))


@app.command("schema")
def fleet_schema() -> None:
    """Print the JSON Schema of an inventory, for an editor."""
    from scaffold.fleet.schema import SCHEMA_FILE

    out(SCHEMA_FILE.read_text(encoding="utf-8"))


def _names(members: "Sequence[Member]") -> list[str]:
    return [member.name for member in members]
