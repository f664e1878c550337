"""Commands that tell what there is: checks, languages, templates, tools."""

from typing import Annotated

import typer

from scaffold.cli.options import Form, ListFormat, TemplateSource
from scaffold.cli.terminal import out
from scaffold.errors import Exit


def list_(
    template: TemplateSource = None,
    output_format: Form = ListFormat.TEXT,
) -> None:
    """List checks, items of the scorecard, languages and templates with their versions."""
    from dataclasses import asdict
    from json import dumps

    from scaffold.commands.catalogue import catalogue

    known = catalogue(template)
    if output_format is ListFormat.JSON:
        out(dumps(asdict(known), indent=2) + "\n")
        return
    width = max((len(entry.id) for entry in known.checks), default=0)
    out("Checks\n")
    for entry in known.checks:
        out(f"  {entry.id:{width}}  {entry.level:6}  {entry.title}\n")
    width = max(len(item.id) for item in known.items)
    out("\nItems of the scorecard\n")
    for item in known.items:
        out(f"  {item.id:{width}}  {item.level:6}  {item.title}\n")
    if known.languages:
        out(f"\nLanguages\n  {', '.join(known.languages)}\n")
    out(f"\nTemplates\n  {', '.join(known.packaged)}\n")
    out(f"\nTemplate {known.template}\n  {', '.join(known.template_versions) or 'no versions'}\n")


def explain(
    check: Annotated[str, typer.Argument(help="Id of a check, or of an item of the scorecard.")],
) -> None:
    """Show a check's page: what it asks, why, and how to fix what it finds."""
    from scaffold.commands.catalogue import explain as page

    out(page(check))


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
    out(write(found))
    if strict and found.missing:
        raise typer.Exit(Exit.TOOL_MISSING)
