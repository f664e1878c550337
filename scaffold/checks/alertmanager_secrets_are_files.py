"""The Alertmanager configuration names secrets by file.

Why: the configuration is committed, and a webhook's address or an API key in it lets anybody page
the team, or silence it.

Passes: addresses and keys of receivers are given by ``url_file``, ``routing_key_file`` and the
like, each an absolute path.

Fails: a secret written out; a path that is not absolute.

Fix: mount the secret and name its path with the setting's ``_file`` form.

Ignore: never.
"""

from scaffold.artifacts.document import Key
from scaffold.check import Findings, Level
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "alertmanager-secrets-are-files"
LEVEL = Level.STATIC
TOOLS = ()
PACKAGES = ()

SECRETS = frozenset(
    {
        *("api_url", "api_key", "api_secret", "bot_token", "credentials", "password", "token"),
        *("routing_key", "service_key", "secret", "secret_key", "user_key", "webhook_url"),
        *("auth_password", "auth_secret", "smtp_auth_password", "smtp_auth_secret"),
        *("slack_api_url", "opsgenie_api_key", "victorops_api_key", "wechat_api_secret"),
        *("telegram_bot_token", "rocketchat_token", "rocketchat_token_id", "client_secret"),
    }
)
WEBHOOK = "webhook_configs"


def find(repo: ServiceRepo) -> Findings:
    """Judge each setting; see the module."""
    configuration = repo.alertmanager
    files = 0
    for keys, value in configuration.settings:
        name = str(keys[-1])
        line = configuration.document.line(*keys)
        if _is_secret(keys) and value:
            message = f"{name} is written out"
            yield Finding(configuration.path, line, message, f"use {name}_file")
        if name.endswith("_file"):
            files += 1
            if not value.startswith("/"):
                message = f"{name} is no absolute path: {value}"
                yield Finding(configuration.path, line, message, "name where the secret is mounted")
    return f"{files} secrets, all by file"


def _is_secret(keys: tuple[Key, ...]) -> bool:
    return keys[-1] in SECRETS or (keys[-1] == "url" and WEBHOOK in keys)
