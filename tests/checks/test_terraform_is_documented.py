"""terraform-is-documented: every variable and output says what it is."""

import pytest

from scaffold.checks import terraform_is_documented as check
from scaffold.finding import Finding

FOLDER = "deploy/terraform/service"
VARIABLE = """
variable "colour" {
  description = "Colour of the service."
  type        = string

  validation {
    condition     = var.colour != ""
    error_message = "colour must not be empty."
  }
}
"""
USE = "\nlocals {\n  colour = var.colour\n}\n"
ROW = "\n| `colour` | Colour |\n"


@pytest.fixture
def colourful(broken):
    """With one more variable, used and in the README."""
    for name, text in (("variables.tf", VARIABLE), ("main.tf", USE), ("README.md", ROW)):
        path = broken / FOLDER / name
        path.write_text(path.read_text() + text)
    return broken


def test_variable_that_says_everything_passes(colourful, findings):
    """The fixture itself is sound."""
    assert findings(check, colourful) == []


@pytest.mark.parametrize(
    ("old", "key"),
    [
        ('  description = "Colour of the service."\n', "description"),
        ("  type        = string\n\n  validation {\n    condition     = var.colour", "type"),
        ('  validation {\n    condition     = var.colour != ""\n', "validation"),
    ],
)
def test_variable_that_lacks_something_is_found_at_its_line(colourful, findings, edit, old, key):
    """A type, a description or a validation."""
    path = f"{FOLDER}/variables.tf"
    new = {
        "description": "",
        "type": "\n  validation {\n    condition     = var.colour",
        "validation": '  check {\n    condition     = var.colour != ""\n',
    }[key]
    edit(colourful / path, old, new)
    (found,) = findings(check, colourful)
    line = (colourful / path).read_text().splitlines().index('variable "colour" {') + 1
    assert found == Finding(path, line, f"variable colour has no {key}", f"write its {key}")


def test_variable_that_is_not_used_is_found(colourful, findings, edit):
    """Its own validation is no use."""
    edit(colourful / FOLDER / "main.tf", USE, "")
    (found,) = findings(check, colourful)
    assert found.message == "variable colour is not used"


def test_variable_that_is_not_declared_is_found_at_its_line(broken, findings):
    """In any file of the module."""
    path = f"{FOLDER}/more.tf"
    (broken / path).write_text("locals {\n  a = var.clour\n}\n")
    assert findings(check, broken) == [
        Finding(path, 2, "var.clour is not declared", "declare or correct it")
    ]


def test_output_without_a_description_is_found(broken, findings, edit):
    """At its line."""
    path = f"{FOLDER}/outputs.tf"
    line = edit(broken / path, '  description = "Namespace in which the service runs."\n', "")
    assert findings(check, broken) == [
        Finding(path, line - 1, "output namespace has no description")
    ]


@pytest.mark.parametrize("name", ["service.auto.tfvars", "environments/prod.tfvars"])
def test_variable_file_that_sets_what_is_not_declared_is_found(broken, findings, name):
    """Terraform only warns of it."""
    path = f"{FOLDER}/{name}"
    text = (broken / path).read_text()
    (broken / path).write_text(text + 'clour = "red"\n')
    assert findings(check, broken) == [
        Finding(
            path,
            text.count("\n") + 1,
            f"sets clour, which {FOLDER} does not declare",
            "declare or correct it",
        )
    ]


def test_readme_that_lacks_a_variable_is_found(broken, findings):
    """And one that names what is gone, at its line."""
    path = f"{FOLDER}/README.md"
    text = (broken / path).read_text()
    (broken / path).write_text(text.replace("| `team` |", "| `teem` |"))
    line = text[: text.index("| `team` |")].count("\n") + 1
    assert findings(check, broken) == [
        Finding(path, 0, "has no row for variable team", "add | `team` | ... |"),
        Finding(path, line, "has a row for teem, which is not declared", "remove it"),
    ]
