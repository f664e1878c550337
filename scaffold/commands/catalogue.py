"""``scaffold list`` and ``scaffold explain``: what there is, and what a check's page says."""

from dataclasses import dataclass
from inspect import cleandoc

from scaffold.checks import CHECKS, FAMILIES
from scaffold.errors import UsageError
from scaffold.formats.html import Page
from scaffold.releases import PACKAGED, releases
from scaffold.runner import title
from scaffold.template import open_template


@dataclass(frozen=True)
class CheckEntry:
    """A check as the list shows it."""

    id: str
    level: str
    judges: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class Catalogue:
    """What this program knows.

    Attributes:
        checks: in the order in which they run.
        languages: choices of the template's question; none of a template that does not ask.
        packaged: templates that travel with this program, by the names that ``--template`` takes.
        template: source of the template.
        template_versions: newest first.
    """

    checks: tuple[CheckEntry, ...]
    languages: tuple[str, ...]
    packaged: tuple[str, ...]
    template: str
    template_versions: tuple[str, ...]


def entries() -> tuple[CheckEntry, ...]:
    """Every check of the registry."""
    return tuple(
        CheckEntry(check.ID, check.LEVEL, (*check.TOOLS, *check.PACKAGES), title(check))
        for check in CHECKS
    )


def catalogue(source: str | None = None) -> Catalogue:
    """What there is, for the packaged template of services or another one."""
    with open_template(source) as template:
        question = next((q for q in template.questionnaire.questions if q.name == "language"), None)
        languages = tuple(str(value) for value in question.choices.values()) if question else ()
        newest = (template.version,) if template.version else ()
        released = tuple(release.version for release in releases(source))
        return Catalogue(
            checks=entries(),
            languages=languages,
            packaged=tuple(PACKAGED),
            template=template.source,
            template_versions=released or newest,
        )


def pages() -> dict[str, Page]:
    """What the report in HTML tells of each check of the registry."""
    return {
        check.ID: Page(family, check.LEVEL, check.__doc__ or "")
        for family, checks in FAMILIES.items()
        for check in checks
    }


def explain(check_id: str) -> str:
    """Return a check's page.

    Raises:
        UsageError: no such check; names the nearest ones.
    """
    for check in CHECKS:
        if check_id == check.ID:
            judges = ", ".join((*check.TOOLS, *check.PACKAGES)) or "scaffold itself"
            return (
                f"{check.ID}\n\n{cleandoc(check.__doc__ or '')}\n\n"
                f"Level: {check.LEVEL}. Judged by: {judges}.\n"
            )
    import difflib  # noqa: PLC0415 - only on a slip

    near = difflib.get_close_matches(check_id, [check.ID for check in CHECKS])
    raise UsageError(
        f"no such check: {check_id}; "
        + (f"did you mean {', '.join(near)}?" if near else "`scaffold list` names them all")
    )
