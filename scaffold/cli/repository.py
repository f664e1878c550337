"""Commands on one repository."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from scaffold.cli.options import (
    ConflictStyle,
    Data,
    DataFile,
    DryRun,
    Form,
    ListFormat,
    Quiet,
    ReportFormat,
    Repository,
    TemplateSource,
    TemplateVersion,
    VerifyLevel,
)
from scaffold.cli.terminal import (
    ask_on_terminal,
    coloured,
    err,
    heed_interrupts,
    ignore_interrupts,
    out,
    steerable,
)
from scaffold.errors import Exit

if TYPE_CHECKING:
    from scaffold.check import Check
    from scaffold.commands.new import Created
    from scaffold.report import Report


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
    ask = ask_on_terminal()
    created = create(wanted, ask, dry_run=dry_run)
    if not quiet:
        _print_created(created, dry_run=dry_run)
    if verify and not dry_run:
        _prove(created.root, VerifyLevel.UNIT, ReportFormat.TEXT)


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
    ask = None if defaults else ask_on_terminal()
    result = take_up(wanted, ask, ignore_interrupts)
    if output_format is ListFormat.JSON:
        out(written.write_json(result))
    elif not quiet:
        out(result.patch + written.write(result))
        err(f"The same without questions:\n  {result.command}\n")


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
    _prove(path, level, output_format, only=chosen, strict=strict, quiet=quiet)


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
    result = bring(wanted, resolve if key_merge else None, ignore_interrupts)
    if output_format is ListFormat.JSON:
        out(written.write_json(result))
    elif not quiet or result.conflicts:
        out(result.patch + written.write(result))
    if verify and result.applied and not result.conflicts:
        heed_interrupts()
        _prove(path, VerifyLevel.UNIT, ReportFormat.TEXT, quiet=quiet)
    raise typer.Exit(result.exit_code)


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
    out(written.write_json(drift) if output_format is ListFormat.JSON else written.write(drift))
    if exit_code and drift.count(Owner.MANAGED):
        raise typer.Exit(Exit.DRIFT)


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
        out(dumps(asdict(found), indent=2) + "\n")
    elif found.newer:
        out(f"{found.root}: {found.source} {found.current}; newer: {', '.join(found.newer)}\n")
    else:
        out(f"{found.root}: {found.source} {found.current} is the newest release\n")
    if exit_code and found.newer:
        raise typer.Exit(Exit.DRIFT)


def rollback(path: Repository = Path(), output_format: Form = ListFormat.TEXT) -> None:
    """Take back the last update: the exact tree before it."""
    from dataclasses import asdict
    from json import dumps

    from scaffold.commands.rollback import rollback as take_back

    done = take_back(path)
    if output_format is ListFormat.JSON:
        out(dumps(asdict(done), indent=2) + "\n")
    elif done.to_version:
        out(f"{done.root}: from {done.from_version} back to {done.to_version}\n")
    else:
        out(f"{done.root}: an update that was interrupted was taken back\n")


def _prove(
    path: Path,
    level: VerifyLevel,
    output_format: ReportFormat,
    *,
    only: tuple[str, ...] = (),
    strict: bool = False,
    quiet: bool = False,
) -> NoReturn:
    from scaffold.check import Level
    from scaffold.commands.verify import verify as judge
    from scaffold.ticker import Ticker

    show = err if steerable(sys.stderr) and not quiet else lambda _: None

    with Ticker(show) as ticker:

        def begin(check: "Check", number: int, count: int) -> None:
            ticker.show(f"[{number}/{count}] {check.ID}")

        report = judge(path, Level(level.value), only, strict=strict, begin=begin)
    out(_written(report, output_format))
    raise typer.Exit(report.exit_code)


def _written(report: "Report", output_format: ReportFormat) -> str:
    from scaffold.formats import json, junit, sarif, text

    if output_format is ReportFormat.TEXT:
        return text.write(report, colour=coloured(sys.stdout))
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
        out("".join(f"{path}\n" for path in created.files))
        err(f"{len(created.files)} files would be written to {created.root}\n")
    else:
        out(tree.write(created.root.name, created.files))
        commit = ", first commit made" if created.committed else ""
        err(f"{len(created.files)} files from {created.template}{commit}\n")
    err(f"The same without questions:\n  {created.command}\n")
