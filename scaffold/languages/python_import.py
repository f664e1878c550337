"""Run by the service's interpreter: compiles files, imports modules, prints what is wrong as JSON.

Reads the paths of all Python files as a JSON list; it imports those below ``src/``. It knows
nothing of scaffold, whose packages the service's environment does not hold.
"""

import importlib
import json
import platform
import sys
import traceback
from pathlib import Path


def main() -> None:
    """Judge the files named on standard input."""
    sources = json.load(sys.stdin)
    wrong = [found for path in sources if (found := compile_file(path))]
    modules = [] if wrong else [path for path in sources if is_module(path)]
    wrong += [found for path in modules if (found := import_module(path))]
    answer = {"python": platform.python_version(), "modules": len(modules), "wrong": wrong}
    sys.stdout.write(json.dumps(answer))


def compile_file(path: str) -> dict[str, object] | None:
    """A syntax error of a file, or None."""
    try:
        compile(Path(path).read_bytes(), path, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 0
        return {"path": path, "line": line, "message": f"does not compile: {error.args[0]}"}
    return None


def is_module(path: str) -> bool:
    """Whether a file can be imported: below ``src/``, and not what ``python -m`` runs."""
    return path.startswith("src/") and not path.endswith("/__main__.py")


def import_module(path: str) -> dict[str, object] | None:
    """The error that importing a file ends in, at the last line of the repository, or None."""
    name = path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    try:
        importlib.import_module(name)
    except BaseException as error:  # noqa: BLE001 - whatever a module raises is what is wrong with it
        here = str(Path.cwd() / "src") + "/"
        rows = [
            row
            for row in traceback.extract_tb(error.__traceback__)
            if row.filename.startswith(here)
        ]
        last = rows[-1] if rows else None
        return {
            "path": "src/" + last.filename.removeprefix(here) if last else path,
            "line": last.lineno if last else 0,
            "message": f"cannot be loaded: {type(error).__name__}: {error}",
        }
    return None


if __name__ == "__main__":
    main()
