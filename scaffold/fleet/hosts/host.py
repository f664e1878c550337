"""A server of repositories: GitHub, GitLab, or one of their kind that an organisation runs."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from scaffold.errors import UsageError


@dataclass(frozen=True)
class Kind:
    """What all servers of one kind have in common.

    Attributes:
        api: address of the public one's API.
        variable: environment variable that usually holds its token.
        login: user that git names beside a token.
        accept: what the API is asked to answer with.
        needs: what a token must allow.
    """

    api: str
    variable: str
    login: str
    accept: str
    needs: str


KINDS: Mapping[str, Kind] = {
    "github": Kind(
        api="https://api.github.com",
        variable="GITHUB_TOKEN",
        login="x-access-token",
        accept="application/vnd.github+json",
        needs="the scopes repo and workflow, or, fine-grained, to read metadata and to write "
        "contents, pull requests and workflows",
    ),
    "gitlab": Kind(
        api="https://gitlab.com/api/v4",
        variable="GITLAB_TOKEN",
        login="oauth2",
        accept="application/json",
        needs="the scope api, and the role of a developer",
    ),
}

_HTTP = {"http", "https"}
_TOKEN = re.compile(r"[!-~]+")
_API_PATH = re.compile(r"/api(/v\d+)?$")
_SHORT_SSH = re.compile(r"(?:[^@/:]+@)?([^@/:]+):(?!//)(.+)")


@dataclass(frozen=True)
class Host:
    """One server.

    Attributes:
        kind: a word of ``KINDS``.
        api: address of its API, without a slash at its end.
        variable: environment variable that holds the token.
    """

    kind: str
    api: str
    variable: str

    @property
    def web(self) -> str:
        """Where its repositories are cloned from by HTTP, without a slash at its end."""
        parts = urlsplit(self.api)
        path = _API_PATH.sub("", parts.path)
        name = parts.netloc if path != parts.path else parts.netloc.removeprefix("api.")
        return f"{parts.scheme}://{name}{path}"

    def has(self, url: str) -> bool:
        """Whether git finds a repository there by this address."""
        scheme, name, path = _split(url)
        if scheme in _HTTP:
            return f"{scheme}://{name}/{path}".startswith(f"{self.web}/")
        return bool(name) and name == urlsplit(self.web).hostname

    def path_of(self, url: str) -> str:
        """A repository's path there, such as ``acme/orders``."""
        scheme, _, path = _split(url)
        if scheme in _HTTP:
            path = f"/{path}".removeprefix(urlsplit(self.web).path)
        return path.strip("/").removesuffix(".git")


def host_of(kind: str, api: str = "", variable: str = "") -> Host:
    """A server; what is not given is that of the public one."""
    usual = KINDS[kind]
    return Host(kind, (api or usual.api).rstrip("/"), variable or usual.variable)


def find_token(host: Host) -> str:
    """The token that the environment holds; empty where it holds none.

    Raises:
        UsageError: it cannot be one; says so without showing it.
    """
    token = os.environ.get(host.variable, "").strip()
    if token and not _TOKEN.fullmatch(token):
        raise UsageError(f"{host.variable}: holds no token: there are spaces in it, or line ends")
    return token


def require_token(host: Host) -> str:
    """The token.

    Raises:
        UsageError: there is none; names the variable and what the token must allow.
    """
    token = find_token(host)
    if not token:
        raise UsageError(
            f"{host.variable}: is not set, and {host.api} is asked with the token that it holds; "
            f"which needs {KINDS[host.kind].needs}"
        )
    return token


def git_environment(host: Host) -> dict[str, str]:
    """Variables by which git shows the token to this server and to no other, in no argument.

    The empty value before it drops what git's own settings say: two of them are refused.
    """
    token = find_token(host)
    if not token:
        return {}
    words = base64.b64encode(f"{KINDS[host.kind].login}:{token}".encode()).decode()
    known = int(os.environ.get("GIT_CONFIG_COUNT") or 0)
    found = {"GIT_CONFIG_COUNT": str(known + 2)}
    for number, value in enumerate(("", f"Authorization: Basic {words}"), known):
        found[f"GIT_CONFIG_KEY_{number}"] = f"http.{host.web}/.extraHeader"
        found[f"GIT_CONFIG_VALUE_{number}"] = value
    return found


def _split(url: str) -> tuple[str, str, str]:
    """Scheme, name of the machine (with a port for HTTP alone), path without its first slash."""
    try:
        parts = urlsplit(url)
        name = parts.netloc.rpartition("@")[2] if parts.scheme in _HTTP else parts.hostname or ""
    except ValueError:  # none that git would take either
        return "", "", ""
    if parts.scheme in _HTTP or parts.scheme == "ssh":
        return parts.scheme, name, unquote(parts.path).lstrip("/")
    found = _SHORT_SSH.fullmatch(url)
    return ("ssh", found[1], found[2].lstrip("/")) if found else ("", "", "")
