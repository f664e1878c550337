"""terraform-secrets-are-hidden: secrets stay out of Terraform's files, plans and logs."""

import pytest

from scaffold.checks import terraform_secrets_are_hidden as check
from scaffold.finding import Finding

FOLDER = "deploy/terraform/service"
VARIABLES = f"{FOLDER}/variables.tf"


def place(root, name: str) -> int:
    rows = (root / VARIABLES).read_text().splitlines()
    return rows.index(f'variable "{name}" {{') + 1


@pytest.mark.parametrize("name", ["grafana_auth", "pager_webhook_url", "ticket_webhook_url"])
def test_secret_that_is_not_sensitive_is_found_at_its_variable(broken, findings, name):
    """Every plan would show it."""
    path = broken / VARIABLES
    head, mark, tail = path.read_text().partition(f'variable "{name}" {{')
    path.write_text(head + mark + tail.replace("  sensitive   = true\n", "", 1))
    message = f"variable {name} is not sensitive: every plan would show it"
    assert findings(check, broken) == [
        Finding(VARIABLES, place(broken, name), message, "add sensitive = true")
    ]


@pytest.mark.parametrize("name", ["db_password", "token", "client_secret", "api_key"])
def test_name_that_speaks_of_a_secret_is_heard(broken, findings, name):
    """Also in a variable that the template does not have."""
    path = broken / VARIABLES
    path.write_text(f'{path.read_text()}\nvariable "{name}" {{\n  type = string\n}}\n')
    assert [one.line for one in findings(check, broken)] == [place(broken, name)]


@pytest.mark.parametrize("name", ["key_prefix", "tokens_per_second", "author", "secret_name"])
def test_name_that_only_sounds_like_one_is_left_alone(broken, findings, name):
    """The last word counts."""
    path = broken / VARIABLES
    path.write_text(f'{path.read_text()}\nvariable "{name}" {{\n  type = string\n}}\n')
    assert findings(check, broken) == []


def test_secret_with_a_default_is_found(broken, findings):
    """It stands in the repository for ever."""
    path = broken / VARIABLES
    head, mark, tail = path.read_text().partition('variable "grafana_auth" {')
    path.write_text(head + mark + '\n  default     = "glsa_1"' + tail)
    message = "variable grafana_auth is sensitive and has a default"
    assert findings(check, broken) == [
        Finding(VARIABLES, place(broken, "grafana_auth"), message, "remove the default")
    ]


@pytest.mark.parametrize("name", ["service.auto.tfvars", "environments/prod.tfvars"])
def test_secret_in_a_file_is_found_at_its_line(broken, findings, name):
    """In the file that is always read, and in those of the environments."""
    path = broken / FOLDER / name
    path.write_text(f'{path.read_text()}\ngrafana_auth = "glsa_1"\n')
    assert findings(check, broken) == [
        Finding(
            f"{FOLDER}/{name}",
            len(path.read_text().splitlines()),
            "sets grafana_auth, which is a secret",
            "set TF_VAR_grafana_auth where Terraform runs",
        )
    ]


def test_secret_that_is_shown_again_is_found_at_its_line(broken, findings, edit):
    """A plan would print it."""
    line = edit(
        broken / FOLDER / "grafana.tf",
        "url = var.pager_webhook_url",
        "url = nonsensitive(var.pager_webhook_url)",
    )
    assert findings(check, broken) == [
        Finding(f"{FOLDER}/grafana.tf", line, "nonsensitive() shows a secret", "leave it hidden")
    ]


def test_names_of_secrets_may_be_shown(broken, findings, edit):
    """What for_each goes over is printed; the values are not."""
    edit(
        broken / FOLDER / "grafana.tf",
        "url = var.pager_webhook_url",
        "url = nonsensitive(toset(keys(var.chart_values)))",
    )
    assert findings(check, broken) == []
