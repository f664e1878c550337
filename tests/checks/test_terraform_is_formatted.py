"""terraform-is-formatted: Terraform files are formatted."""

from scaffold.checks import terraform_is_formatted as check
from scaffold.finding import Finding

FOLDER = "deploy/terraform/service"
HINT = "terraform fmt -recursive deploy/terraform"


def test_line_that_is_not_formatted_is_found(broken, findings, edit):
    """At the first line that would change."""
    path = f"{FOLDER}/outputs.tf"
    line = edit(
        broken / path,
        '  description = "Namespace in which the service runs."',
        '  description   =  "Namespace in which the service runs."',
    )
    assert findings(check, broken) == [Finding(path, line, "is not formatted", HINT)]


def test_every_file_is_named_once(broken, findings):
    """Tests and variable files too."""
    for name in ("a.tf", "tests/a.tftest.hcl", "a.tfvars"):
        (broken / FOLDER / name).write_text("a    =   1\n")
    assert sorted(findings(check, broken)) == [
        Finding(f"{FOLDER}/{name}", 1, "is not formatted", HINT)
        for name in ("a.tf", "a.tfvars", "tests/a.tftest.hcl")
    ]


def test_file_that_does_not_parse_is_found_at_its_line(broken, findings):
    """Terraform names the line."""
    (broken / FOLDER / "a.tf").write_text('variable "a" {\n  type = \n}\n')
    (found,) = findings(check, broken)
    assert (found.path, found.line, found.message) == (f"{FOLDER}/a.tf", 2, "Invalid expression")
