"""``scaffold list`` and ``scaffold explain``: what there is, and what the pages say."""

from dataclasses import dataclass
from inspect import cleandoc

from scaffold.checks import CHECKS, FAMILIES
from scaffold.errors import UsageError
from scaffold.formats.html import Page
from scaffold.releases import PACKAGED, releases
from scaffold.runner import title
from scaffold.scorecard.items import ITEMS
from scaffold.scorecard.judging import title as item_title
from scaffold.template import open_template


@dataclass(frozen=True)
class CheckEntry:
    """A check as the list shows it."""

    id: str
    level: str
    judges: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class ItemEntry:
    """An item of the scorecard as the list shows it."""

    id: str
    level: str
    section: str
    sentence: str
    title: str


@dataclass(frozen=True)
class Catalogue:
    """What this program knows.

    Attributes:
        checks: in the order in which they run.
        items: items of the scorecard, in the order of its levels.
        languages: choices of the template's question; none of a template that does not ask.
        packaged: templates that travel with this program, by the names that ``--template`` takes.
        template: source of the template.
        template_versions: newest first.
    """

    checks: tuple[CheckEntry, ...]
    items: tuple[ItemEntry, ...]
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


def item_entries() -> tuple[ItemEntry, ...]:
    """Every item of the scorecard."""
    return tuple(
        ItemEntry(item.ID, item.LEVEL, item.SECTION, item.SENTENCE, item_title(item))
        for item in ITEMS
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
            items=item_entries(),
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


def item_pages() -> dict[str, str]:
    """The page of each item of the scorecard."""
    return {item.ID: item.__doc__ or "" for item in ITEMS}


def explain(name: str) -> str:
    """Return the page of a check, or of an item of the scorecard.

    Raises:
        UsageError: no such check or item; names the nearest ones.
    """
    for check in CHECKS:
        if name == check.ID:
            judges = ", ".join((*check.TOOLS, *check.PACKAGES)) or "scaffold itself"
            return _page(name, check.__doc__, f"Level: {check.LEVEL}. Judged by: {judges}.")
    for item in ITEMS:
        if name == item.ID:
            return _page(
                name, item.__doc__, f"Level: {item.LEVEL}. {item.SECTION}: {item.SENTENCE}"
            )
    import difflib  # noqa: PLC0415 - only on a slip

    known = [*(check.ID for check in CHECKS), *(item.ID for item in ITEMS)]
    near = difflib.get_close_matches(name, known)
    raise UsageError(
        f"no such check: {name}; "
        + (f"did you mean {', '.join(near)}?" if near else "`scaffold list` names them all")
    )


def _page(name: str, text: str | None, last: str) -> str:
    return f"{name}\n\n{cleandoc(text or '')}\n\n{last}\n"
