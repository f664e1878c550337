"""Which port a service listens on: what its container exposes, else what its code says."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from scaffold.clues.clue import Clue
from scaffold.clues.places import is_test

_PORT = r"(?P<port>[0-9]{2,5})\b"
_SIGNS = tuple(  # what stands further up is believed first
    (patterns, re.compile(sign.replace("PORT_NUMBER", _PORT), re.MULTILINE))
    for patterns, sign in (
        (("Dockerfile", "*.Dockerfile"), r"^\s*EXPOSE\s+PORT_NUMBER"),
        (("Dockerfile", "*.Dockerfile", "Procfile"), r"--port[\"', =]+PORT_NUMBER"),
        (("*.py",), r"\.run\([^()]*\bport\s*=\s*PORT_NUMBER"),
        (("*.py",), r"[\"']PORT[\"']\s*,\s*[\"']?PORT_NUMBER"),
        (("*.go",), r"ListenAndServe(?:TLS)?\(\s*\"[^\":]*:PORT_NUMBER\""),
        (("*.go",), r"\bAddr:\s*\"[^\":]*:PORT_NUMBER\""),
        (
            ("*.ts", "*.mts", "*.js", "*.mjs", "*.cjs"),
            r"env\.PORT\s*(?:\|\||\?\?)\s*[\"']?PORT_NUMBER",
        ),
        (
            ("*.ts", "*.mts", "*.js", "*.mjs", "*.cjs"),
            r"\.listen\(\s*(?:\{[^{}]*\bport:\s*)?PORT_NUMBER",
        ),
        (("*.ts", "*.mts", "*.js", "*.mjs", "*.cjs"), r"\b(?:const|let)\s+port\s*=\s*PORT_NUMBER"),
        (("compose.y*ml", "docker-compose.y*ml"), r"^\s*-\s*[\"']?(?:[0-9.]+:)*PORT_NUMBER"),
        ((".env.example", ".env.sample", ".env"), r"^PORT=[\"']?PORT_NUMBER"),
    )
)
_LARGEST_BYTES = 200_000


def port_clues(root: Path, files: tuple[str, ...]) -> Iterator[Clue]:
    """Ports that the service's own files name; what its tests say is not looked at."""
    own = [path for path in files if not is_test(path)]
    for patterns, sign in _SIGNS:
        for path in sorted(own, key=lambda one: (one.count("/"), one)):
            if any(fnmatchcase(PurePosixPath(path).name, pattern) for pattern in patterns):
                yield from _read(root, path, sign)


def _read(root: Path, path: str, sign: re.Pattern[str]) -> Iterator[Clue]:
    try:
        if (root / path).stat().st_size > _LARGEST_BYTES:
            return
        text = (root / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for found in sign.finditer(text):
        line = text.count("\n", 0, found.start("port")) + 1
        yield Clue("port", int(found["port"]), f"{path}:{line}")
