"""Write the README's tables of checks and of items anew from their lists."""

from pathlib import Path

from scaffold.commands.catalogue import entries, item_entries

README = Path(__file__).parent.parent / "README.md"


def tables() -> dict[str, str]:
    """Both tables, by the word that marks where they stand."""
    checks = [
        f"| `{entry.id}` | {entry.level} | {entry.title} | {', '.join(entry.judges)} |\n"
        for entry in entries()
    ]
    items = [
        f"| `{entry.id}` | {entry.level} | {entry.sentence} | {entry.title} |\n"
        for entry in item_entries()
    ]
    return {
        "checks": "| check | level | wanted state | judged by |\n|---|---|---|---|\n"
        + "".join(checks),
        "items": "| item | level | the guide's words | wanted state |\n|---|---|---|---|\n"
        + "".join(items),
    }


def with_tables(readme: str) -> str:
    """The README's text with the tables of today."""
    for word, table in tables().items():
        begin, end = f"<!-- {word}: begin -->\n", f"<!-- {word}: end -->\n"
        before, _, rest = readme.partition(begin)
        _, _, after = rest.partition(end)
        readme = before + begin + table + end + after
    return readme


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")
