"""The command line: parses, prints, sets the exit code. The only importer of typer."""

import os
import signal
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from scaffold.errors import Exit, ScaffoldError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scaffold.check import Check
    from scaffold.commands.new import Created
    from scaffold.fleet.members import Member
    from scaffold.fleet.selection import Selection
    from scaffold.questions import Ask, Question
    from scaffold.report import Report

app = typer.Typer(
    name="scaffold",
    help="Service repositories that are observable by default, and prove it.",
    epilog=(
        "Exit codes: 0 ok, 1 error, 2 bad usage or answers, 3 update or drift under --exit-code, "
        "4 untrusted template, 5 conflicts, 6 verify failed, 7 tool missing under --strict, "
        "8 members of a fleet failed, 130 interrupted."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
tools_app = typer.Typer(
    help="The pinned programs that checks run.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(tools_app, name="tools")
incident_app = typer.Typer(
    help="What follows an incident.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(incident_app, name="incident")
template_app = typer.Typer(
    help="Releases of a template.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(template_app, name="template")
fleet_app = typer.Typer(
    help="The same for many repositories.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(fleet_app, name="fleet")


class VerifyLevel(StrEnum):
    """How deep to go; each level includes the ones before it."""

    STATIC = "static"
    UNIT = "unit"
    LIVE = "live"
    FULL = "full"


class ReportFormat(StrEnum):
    """Forms of the report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    HTML = "html"


class PushMode(StrEnum):
    """What is done with the change of a member."""

    BRANCH = "branch"
    COMMIT = "commit"
    PATCH = "patch"
    NONE = "none"


class ListFormat(StrEnum):
    """Forms of a list."""

    TEXT = "text"
    JSON = "json"


class ConflictStyle(StrEnum):
    """How conflicts are shown."""

    INLINE = "inline"
    REJ = "rej"
    FAIL = "fail"


Repository = Annotated[Path, typer.Argument(help="The repository.")]
Data = Annotated[
    list[str] | None,
    typer.Option("--data", "-d", metavar="KEY=VALUE", help="An answer; may be repeated."),
]
DataFile = Annotated[Path | None, typer.Option(help="YAML file of answers; -d wins over it.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Say what would happen, write nothing.")
]
TemplateSource = Annotated[
    str | None,
    typer.Option(
        "--template",
        help="service or platform; or a folder (./platform), git bundle, repository or URL. "
        "[default: service]",
    ),
]
TemplateVersion = Annotated[
    str | None, typer.Option(help="Release (`scaffold list` names them). [default: the newest]")
]
Form = Annotated[ListFormat, typer.Option("--output-format", help="Form of the result.")]
Inventory = Annotated[Path, typer.Option("--fleet", "-f", help="The inventory.")]
Members = Annotated[list[str] | None, typer.Argument(help="Members. [default: all]")]
Team = Annotated[list[str] | None, typer.Option(help="Only this team's; may be repeated.")]
Shard = Annotated[
    str, typer.Option(metavar="I/N", help="Only the I-th of N parts; a member stays in its part.")
]
Jobs = Annotated[int, typer.Option("--jobs", "-j", min=0, help="Processes; 0 is one a core.")]
RowForm = Annotated[
    ListFormat, typer.Option("--output-format", help="json is one line a member, as it is known.")
]
Journal = Annotated[
    Path | None, typer.Option(help="Where runs are noted. [default: beside the inventory]")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but the result.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The repository's name (DNS-1123 label).")],
    path: Annotated[
        Path | None, typer.Argument(help="Where the repository is to stand. [default: ./NAME]")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Programming language.")] = None,
    data: Data = None,
    data_file: DataFile = None,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Ask nothing, take the defaults of the rest.")
    ] = False,
    dry_run: DryRun = False,
    template: TemplateSource = None,
    template_version: TemplateVersion = None,
    no_git: Annotated[bool, typer.Option("--no-git", help="Make no git repository.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Prove the new repository at once.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Create a repository: a service's, or that of the platform that services run on."""
    from scaffold.commands.new import Wanted, create

    wanted = Wanted(
        name=name,
        path=path,
        language=language,
        data=tuple(data or ()),
        data_file=data_file,
        defaults=defaults,
        template=template,
        template_version=template_version,
        git=not no_git,
    )
    ask = _ask_on_terminal()
    created = create(wanted, ask, dry_run=dry_run)
    if not quiet:
        _print_created(created, dry_run=dry_run)
    if verify and not dry_run:
        _verify(created.root, VerifyLevel.UNIT, ReportFormat.TEXT)


@app.command()
def adopt(
    path: Repository = Path(),
    data: Data = None,
    data_file: DataFile = None,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Ask nothing, take what the repository says.")
    ] = False,
    dry_run: DryRun = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show how your files differ from the template's.")
    ] = False,
    from_copier: Annotated[
        bool, typer.Option("--from-copier", help="Take over another copier template's answers.")
    ] = False,
    from_cruft: Annotated[
        bool, typer.Option("--from-cruft", help="Take over the answers in .cruft.json.")
    ] = False,
    template: TemplateSource = None,
    template_version: TemplateVersion = None,
    output_format: Form = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Put an existing service's repository on the path.

    Its language, name, port and owner are read from it. What is missing is added and staged,
    nothing of yours is changed, and the service's own code stays as it is.
    """
    from scaffold.clues.former import read_copier, read_cruft
    from scaffold.commands.adopt import Wanted
    from scaffold.commands.adopt import adopt as take_up
    from scaffold.errors import UsageError
    from scaffold.formats import adoption as written

    if from_copier and from_cruft:
        raise UsageError("--from-copier and --from-cruft: only one of them can be read")
    wanted = Wanted(
        path=path,
        data=tuple(data or ()),
        data_file=data_file,
        template=template,
        template_version=template_version,
        former=read_copier if from_copier else read_cruft if from_cruft else None,
        dry_run=dry_run,
        diff=diff,
    )
    ask = None if defaults else _ask_on_terminal()
    result = take_up(wanted, ask, _ignore_interrupts)
    if output_format is ListFormat.JSON:
        _out(written.write_json(result))
    elif not quiet:
        _out(result.patch + written.write(result))
        _err(f"The same without questions:\n  {result.command}\n")


@app.command()
def verify(
    path: Repository = Path(),
    level: Annotated[
        VerifyLevel,
        typer.Option(
            help=(
                "static: read and validate; unit: run tests as well; live: run the service too; "
                "full: also change each rule and see that a test fails."
            )
        ),
    ] = VerifyLevel.UNIT,
    only: Annotated[
        str, typer.Option(metavar="CHECK,...", help="Run these checks, whatever their level.")
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="A missing tool is a failure (exit code 7).")
    ] = False,
    output_format: Annotated[ReportFormat, typer.Option(help="Form of the report.")] = (
        ReportFormat.TEXT
    ),
    quiet: Quiet = False,
) -> None:
    """Prove a repository: every check, with the tool and version that judged."""
    chosen = tuple(filter(None, (word.strip() for word in only.split(","))))
    _verify(path, level, output_format, only=chosen, strict=strict, quiet=quiet)


@app.command()
def update(
    path: Repository = Path(),
    to: Annotated[
        str | None, typer.Option(help="Template version. [default: newest release]")
    ] = None,
    data: Data = None,
    data_file: DataFile = None,
    dry_run: DryRun = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show every change as a patch.")] = False,
    conflict: Annotated[
        ConflictStyle,
        typer.Option(
            help="inline: markers in the files, as git merge; rej: your files stay, the template's "
            "changes go to FILE.rej; fail: write nothing at all. Each exits with 5."
        ),
    ] = ConflictStyle.INLINE,
    key_merge: Annotated[
        bool,
        typer.Option(help="Merge JSON, YAML and TOML by key where only their lines touch."),
    ] = True,
    verify: Annotated[
        bool, typer.Option("--verify", help="Prove the repository afterwards.")
    ] = False,
    output_format: Form = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Bring a repository to a newer template version, or to other answers.

    Git merges the template's changes with yours. What merged is staged, what did not is left
    unmerged in git's index; nothing is committed. `scaffold rollback` takes all of it back.
    """
    from scaffold.commands.update import Wanted
    from scaffold.commands.update import update as bring
    from scaffold.formats import update as written
    from scaffold.keys import resolve
    from scaffold.merging.verdict import Style

    wanted = Wanted(
        path=path,
        to=to,
        data=tuple(data or ()),
        data_file=data_file,
        style=Style(conflict.value),
        dry_run=dry_run,
        diff=diff,
    )
    result = bring(wanted, resolve if key_merge else None, _ignore_interrupts)
    if output_format is ListFormat.JSON:
        _out(written.write_json(result))
    elif not quiet or result.conflicts:
        _out(result.patch + written.write(result))
    if verify and result.applied and not result.conflicts:
        _heed_interrupts()
        _verify(path, VerifyLevel.UNIT, ReportFormat.TEXT, quiet=quiet)
    raise typer.Exit(result.exit_code)


@app.command()
def diff(
    path: Repository = Path(),
    patch: Annotated[bool, typer.Option("--patch", "-p", help="Show the changes.")] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 3 when a managed file differs.")
    ] = False,
    output_format: Form = ListFormat.TEXT,
) -> None:
    """List what you changed against the template version: managed, seeded and your own files."""
    from scaffold.commands.diff import diff as compare
    from scaffold.drift import Owner
    from scaffold.formats import drift as written

    drift = compare(path, patch=patch)
    _out(written.write_json(drift) if output_format is ListFormat.JSON else written.write(drift))
    if exit_code and drift.count(Owner.MANAGED):
        raise typer.Exit(Exit.DRIFT)


@app.command()
def check_update(
    path: Repository = Path(),
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 3 when a newer release exists.")
    ] = False,
    output_format: Form = ListFormat.TEXT,
) -> None:
    """Look for newer releases of a repository's template."""
    from dataclasses import asdict
    from json import dumps

    from scaffold.commands.check_update import check_update as look

    found = look(path)
    if output_format is ListFormat.JSON:
        _out(dumps(asdict(found), indent=2) + "\n")
    elif found.newer:
        _out(f"{found.root}: {found.source} {found.current}; newer: {', '.join(found.newer)}\n")
    else:
        _out(f"{found.root}: {found.source} {found.current} is the newest release\n")
    if exit_code and found.newer:
        raise typer.Exit(Exit.DRIFT)


@app.command()
def rollback(path: Repository = Path(), output_format: Form = ListFormat.TEXT) -> None:
    """Take back the last update: the exact tree before it."""
    from dataclasses import asdict
    from json import dumps

    from scaffold.commands.rollback import rollback as take_back

    done = take_back(path)
    if output_format is ListFormat.JSON:
        _out(dumps(asdict(done), indent=2) + "\n")
    elif done.to_version:
        _out(f"{done.root}: from {done.from_version} back to {done.to_version}\n")
    else:
        _out(f"{done.root}: an update that was interrupted was taken back\n")


@app.command("list")
def list_(
    template: TemplateSource = None,
    output_format: Form = ListFormat.TEXT,
) -> None:
    """List checks, languages and templates with their versions."""
    from dataclasses import asdict
    from json import dumps

    from scaffold.commands.catalogue import catalogue

    known = catalogue(template)
    if output_format is ListFormat.JSON:
        _out(dumps(asdict(known), indent=2) + "\n")
        return
    width = max((len(entry.id) for entry in known.checks), default=0)
    _out("Checks\n")
    for entry in known.checks:
        _out(f"  {entry.id:{width}}  {entry.level:6}  {entry.title}\n")
    if known.languages:
        _out(f"\nLanguages\n  {', '.join(known.languages)}\n")
    _out(f"\nTemplates\n  {', '.join(known.packaged)}\n")
    _out(f"\nTemplate {known.template}\n  {', '.join(known.template_versions) or 'no versions'}\n")


@app.command()
def explain(check: Annotated[str, typer.Argument(help="Id of a check.")]) -> None:
    """Show a check's page: what it asks, why, and how to fix what it finds."""
    from scaffold.commands.catalogue import explain as page

    _out(page(check))


@app.command()
def doctor(
    strict: Annotated[
        bool, typer.Option("--strict", help="A tool that a check lacks is a failure (exit code 7).")
    ] = False,
    output_format: Form = ListFormat.TEXT,
) -> None:
    """Show every tool: found or not, its version, which checks need it, how to get it."""
    from scaffold.commands.doctor import examine
    from scaffold.formats import diagnosis

    found = examine()
    write = diagnosis.write_json if output_format is ListFormat.JSON else diagnosis.write
    _out(write(found))
    if strict and found.missing:
        raise typer.Exit(Exit.TOOL_MISSING)


@tools_app.command()
def install(
    names: Annotated[
        list[str] | None, typer.Argument(help="Tools. [default: those that checks need]")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Every tool that can be installed.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Bring the tools that are missing: pinned, checked by hash, once."""
    from scaffold.commands.tools import install_tools

    def progress(line: str) -> None:
        if not quiet:
            _err(f"{line}\n")

    for installed in install_tools(names or [], everything=everything, progress=progress):
        _out(f"{installed.name} {installed.tool.version}  {installed.tool.path}\n")


@incident_app.callback()
def _incident() -> None:
    """Keep `new` a word of its own: typer drops the name of a lone command."""


@incident_app.command("new")
def incident_new(
    alert: Annotated[
        str,
        typer.Option(
            metavar="FILE|URL",
            help="What Alertmanager wrote (a notification, alerts of its API; - is standard "
            "input), or its address.",
        ),
    ],
    path: Repository = Path(),
    output: Annotated[
        Path | None,
        typer.Option(help="The page. [default: docs/reviews/DATE-ALERT.md of the repository]"),
    ] = None,
    prometheus: Annotated[
        str, typer.Option(metavar="URL", help="A Prometheus that is asked what it cost.")
    ] = "",
    quiet: Quiet = False,
) -> None:
    """Begin a post-incident review: times, severity, links and error budget from the alerts."""
    from scaffold.commands.incident import TEMPLATE, begin_review

    begun = begin_review(path, alert, output, prometheus)
    _out(f"{begun.path}\n")
    for label, text in begun.missing:
        _err(f"{TEMPLATE} has no row {label!r}; it would hold: {text}\n")
    if begun.firing and not quiet:
        _err("An alert still fires: the end is open.\n")


@template_app.command()
def release(
    version: Annotated[str, typer.Argument(help="Version of the new release, such as 1.2.0.")],
    template: Annotated[
        Path | None,
        typer.Option(help="Folder of the template. [default: templates/service of this checkout]"),
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option(help="Git bundle that holds the releases, made if need be.")
    ] = None,
    date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the release. [default: today]"),
    ] = None,
) -> None:
    """Add a template, as it stands in its folder, to its released history."""
    from scaffold.commands.template import release as add

    added = add(version, template, bundle, date.date() if date else None)
    _out(f"{added.version}  {added.commit}\n")


@template_app.command()
def publish(
    url: Annotated[str, typer.Argument(help="Git repository to push to.")],
    template: Annotated[
        str | None, typer.Option(help="Packaged template, service or platform. [default: service]")
    ] = None,
    bundle: Annotated[
        Path | None, typer.Option(help="Git bundle of another template's releases.")
    ] = None,
) -> None:
    """Push every release to a git server, where copier finds them; nothing is overwritten."""
    from scaffold.commands.template import publish as push

    _out("".join(f"{version}\n" for version in push(url, bundle, template)))


@fleet_app.command("plan")
def fleet_plan(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    team: Team = None,
    shard: Shard = "",
    jobs: Jobs = 0,
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

    chosen, rows = plan(Wanted(fleet, _selection(members, team, shard), jobs))
    found = _follow(rows, _names(chosen), written.write_forecast, output_format, quiet=quiet)
    counts = {state: sum(row.state is state for row in found) for state in forecast.State}
    _count(counts, len(found), output_format)
    raise typer.Exit(forecast.exit_code(counts, strict=exit_code))


@fleet_app.command("apply")
def fleet_apply(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    push: Annotated[
        PushMode,
        typer.Option(
            help="branch: scaffold/MEMBER/VERSION; commit: onto the branch that is checked out; "
            "patch: a file; none: nothing is handed on."
        ),
    ] = PushMode.BRANCH,
    output: Annotated[Path, typer.Option(help="Folder for patches.")] = Path("patches"),
    failed: Annotated[
        bool, typer.Option("--failed", help="Only what failed the last time, or was held.")
    ] = False,
    team: Team = None,
    shard: Shard = "",
    jobs: Jobs = 0,
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

    selection = _selection(members, team, shard)
    wanted = Wanted(fleet, push.value, output, journal, selection, failed, jobs)
    with apply(
        wanted, lambda: _err("another run over this fleet is not done; waiting\n")
    ) as course:
        if course.before and not quiet:
            _err(f"going on: {len(course.before)} members were done before\n")
        names = _names(course.members)[len(course.before) :]
        found = _follow(course.rows, names, written.write_applied, output_format, quiet=quiet)
        found = [*course.before, *found]
    counts = {kind: sum(row.outcome is kind for row in found) for kind in outcome.Outcome}
    _count(counts, len(found), output_format)
    raise typer.Exit(outcome.exit_code(counts))


@fleet_app.command("status")
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
    _follow(
        iter(known.latest),
        [row.member for row in known.latest],
        written.write_applied,
        output_format,
        quiet=True,
    )
    counts = {kind: sum(row.outcome is kind for row in known.rows) for kind in outcome.Outcome}
    ended = f"ended {known.run.ended}" if known.run.ended else "not finished; apply goes on with it"
    _err(f"run {known.run.number}: began {known.run.began}, {ended}\n")
    _count(counts, len(known.rows), output_format)
    raise typer.Exit(outcome.exit_code(counts))


@fleet_app.command("verify")
def fleet_verify(
    members: Members = None,
    fleet: Inventory = Path("fleet.yaml"),
    level: Annotated[
        VerifyLevel, typer.Option(help="How deep to go, as of `scaffold verify`.")
    ] = VerifyLevel.STATIC,
    team: Team = None,
    shard: Shard = "",
    jobs: Jobs = 0,
    output_format: RowForm = ListFormat.TEXT,
    quiet: Quiet = False,
) -> None:
    """Prove what each member has committed. No repository is touched."""
    from scaffold.commands.fleet.plan import Wanted
    from scaffold.commands.fleet.verify import verify as prove
    from scaffold.formats import fleet as written

    chosen, rows = prove(Wanted(fleet, _selection(members, team, shard), jobs), level.value)
    found = _follow(rows, _names(chosen), written.write_proven, output_format, quiet=quiet)
    _end(found, output_format)


@fleet_app.command("bootstrap")
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

    wanted = Wanted(fleet, _selection(members, team, shard), jobs)
    chosen, rows = bootstrap(wanted, dry_run=dry_run)
    found = _follow(rows, _names(chosen), written.write_bootstrapped, output_format, quiet=quiet)
    _end(found, output_format)


@fleet_app.command("merge-reports")
def fleet_merge_reports(
    reports: Annotated[list[Path], typer.Argument(help="Lines of JSON that shards wrote.")],
    fleet: Annotated[
        Path | None,
        typer.Option("--fleet", "-f", help="An inventory whose members must all be reported."),
    ] = None,
) -> None:
    """Put the reports of several shards together, a line a member, by name."""
    from json import dumps

    from scaffold.commands.fleet.reports import merge_reports

    merged = merge_reports(reports, fleet)
    _out("".join(dumps(row, ensure_ascii=False) + "\n" for row in merged.rows))
    for name in merged.missing:
        _err(f"{name}: no shard has reported it\n")
    raise typer.Exit(merged.exit_code)


@fleet_app.command("matrix")
def fleet_matrix(
    shards: Annotated[int, typer.Option(help="Into how many parts the fleet is cut.")],
    fleet: Inventory = Path("fleet.yaml"),
    team: Team = None,
) -> None:
    """Print the matrix of a GitHub Actions workflow that works on all shards at once."""
    from json import dumps

    from scaffold.commands.fleet.reports import matrix

    _out(dumps(matrix(fleet, shards, _selection(None, team, ""))) + "\n")


@fleet_app.command("schema")
def fleet_schema() -> None:
    """Print the JSON Schema of an inventory, for an editor."""
    from scaffold.fleet.schema import SCHEMA_FILE

    _out(SCHEMA_FILE.read_text(encoding="utf-8"))


def _selection(members: list[str] | None, teams: list[str] | None, shard: str) -> "Selection":
    from scaffold.fleet.selection import Selection

    return Selection(tuple(members or ()), tuple(teams or ()), shard)


def _names(members: "Sequence[Member]") -> list[str]:
    return [member.name for member in members]


def _follow(
    rows: "Iterator[Any]",
    names: list[str],
    write: "Callable[[Any, int], str]",
    output_format: ListFormat,
    *,
    quiet: bool,
) -> list[Any]:
    """Print each row as soon as it is known, and on a terminal how long the rest takes."""
    import time

    from scaffold.formats import fleet as written
    from scaffold.ticker import Ticker

    width = max(map(len, names), default=0)
    began, found, failed = time.monotonic(), [], 0
    show = _err if sys.stderr.isatty() and not quiet else lambda _: None
    with Ticker(show) as ticker:
        for row in rows:
            found.append(row)
            failed += row.failed
            ticker.show("")
            json = output_format is ListFormat.JSON
            _out(written.write_json(row) if json else write(row, width))
            sys.stdout.flush()
            seconds = time.monotonic() - began
            ticker.show(written.progress(len(found), failed, len(names), seconds))
    return found


def _count(counts: "Mapping[Any, int]", whole: int, output_format: ListFormat) -> None:
    from scaffold.formats import fleet as written

    if output_format is ListFormat.TEXT:
        _out(written.write_counts(counts, whole))


def _end(found: list[Any], output_format: ListFormat) -> NoReturn:
    outcomes = [str(row.outcome) for row in found]
    _count(
        {kind: outcomes.count(kind) for kind in sorted(set(outcomes))}, len(found), output_format
    )
    raise typer.Exit(Exit.FLEET_FAILED if any(row.failed for row in found) else Exit.OK)


def main() -> NoReturn:
    """Run the program; turn what a user can mend into one clear error and an exit code."""
    _heed_interrupts()
    try:
        app()
    except ScaffoldError as error:
        _err(f"{_paint('error:', '31', sys.stderr)} {error}\n")
        sys.exit(error.exit_code)
    except _InterruptedError:
        _err("interrupted; nothing was left half-written\n")
        sys.exit(Exit.INTERRUPTED)
    sys.exit(Exit.OK)


class _InterruptedError(BaseException):
    """SIGINT or SIGTERM. Not a KeyboardInterrupt, which typer would swallow without a word."""


def _heed_interrupts() -> None:
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)


def _ignore_interrupts() -> None:
    """What is finished is told, and what is being cleaned up is cleaned up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    _ignore_interrupts()
    raise _InterruptedError


def _verify(
    path: Path,
    level: VerifyLevel,
    output_format: ReportFormat,
    *,
    only: tuple[str, ...] = (),
    strict: bool = False,
    quiet: bool = False,
) -> NoReturn:
    from scaffold.check import Level
    from scaffold.commands.verify import verify as prove
    from scaffold.ticker import Ticker

    show = _err if sys.stderr.isatty() and not quiet else lambda _: None

    with Ticker(show) as ticker:

        def begin(check: "Check", number: int, count: int) -> None:
            ticker.show(f"[{number}/{count}] {check.ID}")

        report = prove(path, Level(level.value), only, strict=strict, begin=begin)
    _out(_written(report, output_format))
    raise typer.Exit(report.exit_code)


def _written(report: "Report", output_format: ReportFormat) -> str:
    from scaffold.formats import json, junit, sarif, text

    if output_format is ReportFormat.TEXT:
        return text.write(report, colour=_coloured(sys.stdout))
    if output_format is ReportFormat.HTML:
        from scaffold.commands.catalogue import pages
        from scaffold.formats import html

        return html.write(report, pages())
    writers = {
        ReportFormat.JSON: json.write,
        ReportFormat.SARIF: sarif.write,
        ReportFormat.JUNIT: junit.write,
    }
    return writers[output_format](report)


def _print_created(created: "Created", *, dry_run: bool) -> None:
    from scaffold.formats import tree

    if dry_run:
        _out("".join(f"{path}\n" for path in created.files))
        _err(f"{len(created.files)} files would be written to {created.root}\n")
    else:
        _out(tree.write(created.root.name, created.files))
        commit = ", first commit made" if created.committed else ""
        _err(f"{len(created.files)} files from {created.template}{commit}\n")
    _err(f"The same without questions:\n  {created.command}\n")


def _ask_on_terminal() -> "Ask | None":
    """Put questions to whoever sits there; None where nobody does."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(question: "Question", default: Any, problem: str) -> Any:
        if problem:
            _err(f"  {_paint(problem, '31', sys.stderr)}\n")
        text = question.help or question.name
        if question.type == "bool":
            return typer.confirm(text, default=bool(default), err=True)
        if question.choices:
            for label, value in question.choices.items():
                _err(f"  {value}" + (f"  ({label})\n" if label != str(value) else "\n"))
        return typer.prompt(f"{text}\n  {question.name}", default=_shown(default), err=True)

    return ask


def _shown(default: Any) -> str:
    if isinstance(default, (list, dict)):
        from json import dumps

        return dumps(default)
    return str(default)


def _coloured(stream: Any) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _paint(text: str, code: str, stream: Any) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if _coloured(stream) else text


def _out(text: str) -> None:
    sys.stdout.write(text)


def _err(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
