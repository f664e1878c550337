"""Write the README's table of checks anew from the registry."""

from pathlib import Path

from scaffold.commands.catalogue import entries

README = Path(__file__).parent.parent / "README.md"
BEGIN, END = "<!-- checks: begin -->\n", "<!-- checks: end -->\n"


def table() -> str:
    """The table, with its markers."""
    rows = [
        f"| `{entry.id}` | {entry.level} | {entry.title} | {', '.join(entry.judges)} |\n"
        for entry in entries()
    ]
    return (
        BEGIN
        + "| check | level | wanted state | judged by |\n|---|---|---|---|\n"
        + "".join(rows)
        + END
    )


def with_table(readme: str) -> str:
    """The README's text with the table of today."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + table() + after


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
