"""Terraform's blocks are read with their labels and lines."""

import pytest

from scaffold.artifacts.terraform import parse_blocks, read_modules
from scaffold.errors import ScaffoldError

TEXT = """\
# a comment
variable "name" {
  description = "Name with \\"quotes\\" and $${braces}"
  type        = string

  validation {
    condition = var.name != ""
  }
}

resource "helm_release" "service" {
  name = var.name
}

locals {
  a = 1
}
"""


def test_blocks_are_read():
    """Kind, labels, line; nested blocks as lists."""
    blocks = list(parse_blocks(TEXT, "main.tf"))
    assert [(block.kind, block.labels, block.line) for block in blocks] == [
        ("variable", ("name",), 2),
        ("resource", ("helm_release", "service"), 11),
        ("locals", (), 15),
    ]
    assert blocks[0].name == "name"
    assert list(blocks[0].body) == ["description", "type", "validation"]
    assert len(blocks[0].body["validation"]) == 1


def test_file_that_does_not_parse_names_its_line():
    """So that a check can point at it."""
    with pytest.raises(ScaffoldError, match=r"^main\.tf:2: "):
        list(parse_blocks('variable "a" {\n  type = \n}\n', "main.tf"))


def test_modules_are_folders(tmp_path):
    """In the order of their names; other files and folders are none."""
    paths = (
        "deploy/terraform/b/x.tf",
        "deploy/terraform/a/x.tf",
        "deploy/terraform/a/x.md",
        "x.tf",
    )
    for path in paths:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("")
    modules = read_modules(tmp_path, paths)
    assert [module.folder for module in modules] == ["deploy/terraform/a", "deploy/terraform/b"]
    assert list(modules[0].texts) == ["deploy/terraform/a/x.tf"]
