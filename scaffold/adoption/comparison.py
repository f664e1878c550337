"""How a repository's own file differs from the template's."""

import difflib

from scaffold.rendered import LINK, File

_NO_END = "\n\\ No newline at end of file\n"


def difference(path: str, here: File, template: File) -> str:
    """Unified diff from the repository's file to the template's; empty for binary files."""
    if b"\0" in here.content + template.content:
        return ""
    before, after = (
        side.content.decode("utf-8", "replace").splitlines(keepends=True)
        for side in (here, template)
    )
    rows = difflib.unified_diff(before, after, f"a/{path}", f"b/{path}")
    return "".join(row if row.endswith("\n") else f"{row}{_NO_END}" for row in rows)


def compare(path: str, here: File | None, template: File) -> str:
    """Say it in a few words; ``here`` is None for a folder."""
    if here is None:
        return "a folder here"
    if (here.mode == LINK) != (template.mode == LINK):
        return "a link here" if here.mode == LINK else "no link here"
    rows = difference(path, here, template).splitlines()[2:]
    if not rows:
        return "the permissions differ" if here.content == template.content else "binary"
    lacks = sum(row.startswith("+") for row in rows)
    more = sum(row.startswith("-") for row in rows)
    return f"{lacks} lines of the template are not in it, {more} of it are not in the template"
