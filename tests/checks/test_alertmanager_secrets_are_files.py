"""alertmanager-secrets-are-files: the configuration names secrets by file."""

import pytest

from scaffold.checks import alertmanager_secrets_are_files as check
from scaffold.finding import Finding

PATH = "observability/alertmanager/alertmanager.yaml"
FILE = "url_file: /etc/alertmanager/secrets/platform-pager-url"


def test_address_that_is_written_out_is_found(broken, findings, edit):
    """It lets anybody page the team."""
    line = edit(broken / PATH, FILE, "url: https://pager.example.com/abc")
    expected = Finding(PATH, line, "url is written out", "use url_file")
    assert findings(check, broken) == [expected]


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("pagerduty_configs: [{ routing_key: abc }]", "routing_key"),
        ("slack_configs: [{ api_url: abc }]", "api_url"),
        ("email_configs: [{ to: a@b.c, auth_password: abc }]", "auth_password"),
    ],
)
def test_key_that_is_written_out_is_found(broken, findings, edit, setting, name):
    """Whatever it is called."""
    line = edit(broken / PATH, '  - name: "null"', f'  - name: "null"\n    {setting}') + 1
    expected = Finding(PATH, line, f"{name} is written out", f"use {name}_file")
    assert findings(check, broken) == [expected]


def test_path_that_is_not_absolute_is_found(broken, findings, edit):
    """It would depend on where Alertmanager was started."""
    line = edit(broken / PATH, FILE, "url_file: secrets/pager")
    message = "url_file is no absolute path: secrets/pager"
    hint = "name where the secret is mounted"
    assert findings(check, broken) == [Finding(PATH, line, message, hint)]
