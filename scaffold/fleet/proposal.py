"""What a pull request says of a change: title and body, out of ``proposal.md.jinja``."""

from pathlib import Path

from scaffold.fleet.change import Change
from scaffold.fleet.hosts.request import Proposal, marked
from scaffold.merging.writing import changes_of
from scaffold.report import Outcome, Report
from scaffold.texts import texts_in
from scaffold.update import Action

_SHOWN, _FOLDED = 40, 10
_KINDS = {
    Action.CHANGED: "Changed",
    Action.ADDED: "Added",
    Action.DELETED: "Deleted",
    Action.RENAMED: "Moved",
}
_MERGED = "Merged with edits that were made here"


def propose(change: Change, branch: str, commit: str) -> Proposal:
    """Write the proposal to merge a branch, which is on a commit, into the one that HEAD is on."""
    requests = change.requests
    title, _, body = _text(change).partition("\n")
    return Proposal(
        branch=branch,
        base=change.committed.branch.removeprefix("refs/heads/"),
        title=title,
        body=marked(title, body.strip(), commit),
        labels=requests.labels,
        reviewers=requests.reviewers.get(change.member.team, ()),
        draft=requests.draft,
    )


def _text(change: Change) -> str:
    recorded = change.committed.recorded
    version = change.outlook.to_version
    environment = texts_in(Path(__file__).parent)
    environment.filters["code"] = _code
    return environment.get_template("proposal.md.jinja").render(
        member=change.member.name,
        template=_short(recorded.source if recorded else ""),
        from_version=recorded.version if recorded else "",
        to_version=version,
        notes=change.requests.notes.replace("{version}", version),
        files=_files(change),
        shown=_SHOWN,
        folded=_FOLDED,
        remarks=_remarks(change),
        proof=change.proof,
        counts=_counts(change.proof),
        tools=_tools(change.proof),
        unjudged=_unjudged(change.proof),
    )


def _short(source: str) -> str:
    """A template's name, which says enough where nobody can follow the path of another machine."""
    name = source.rstrip("/").rpartition("/")[2].rpartition(":")[2]
    return name.removesuffix(".git").removesuffix(".bundle")


def _files(change: Change) -> dict[str, list[str]]:
    """Paths by what becomes of them."""
    found: dict[str, list[str]] = {}
    prefix = change.committed.checkout.prefix
    for one in changes_of(change.outlook.settlement, change.committed.ours):
        edited = one.action is Action.CHANGED and one.path in change.outlook.edited
        kind = _MERGED if edited else _KINDS[one.action]
        paths = filter(None, (one.origin, one.path))
        said = " to ".join(_code(prefix + path) for path in paths)
        found.setdefault(kind, []).append(said)
    order = [*_KINDS.values(), _MERGED]
    return dict(sorted(found.items(), key=lambda row: order.index(row[0])))


def _remarks(change: Change) -> list[str]:
    """What was settled, and what was answered for the owners."""
    outlook = change.outlook
    said = [f"{_code(note.path)}: {note.message}" for note in outlook.settlement.notes]
    if asked := ", ".join(map(_code, outlook.carried.taken_by_default)):
        said.append(f"new questions took their defaults: {asked}")
    return said


def _counts(proof: Report | None) -> str:
    if proof is None:
        return ""
    counts = ((outcome, proof.count(outcome)) for outcome in Outcome)
    return ", ".join(f"{number} {outcome}" for outcome, number in counts if number)


def _tools(proof: Report | None) -> list[str]:
    return sorted({tool for row in proof.rows for tool in row.tools}) if proof else []


def _unjudged(proof: Report | None) -> list[str]:
    return [_code(row.check) for row in proof.rows if row.tool_missing] if proof else []


def _code(text: str) -> str:
    """A text that Markdown neither formats nor reads a name in."""
    return "`" + "".join(c if c.isprintable() and c != "`" else "?" for c in text) + "`"
