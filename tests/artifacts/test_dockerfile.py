"""The instructions of a Dockerfile are read with their lines and stages."""

from scaffold.artifacts.dockerfile import Instruction, parse_dockerfile

TEXT = """\
# syntax=docker/dockerfile:1
ARG VERSION=1

FROM one AS build
RUN a \\
    # a comment within
    && b
run <<EOF
USER root
EOF

FROM two
USER 65532
"""


def test_instructions_are_read():
    """Continued lines joined, comments and here-documents left out."""
    assert parse_dockerfile(TEXT) == (
        Instruction("ARG", "VERSION=1", 2, -1),
        Instruction("FROM", "one AS build", 4, 0),
        Instruction("RUN", "a && b", 5, 0),
        Instruction("RUN", "<<EOF", 8, 0),
        Instruction("FROM", "two", 12, 1),
        Instruction("USER", "65532", 13, 1),
    )


def test_empty_file_has_none():
    """It is no error here."""
    assert parse_dockerfile("") == ()
