"""Servers that stand in for GitHub and GitLab: their APIs and git's own protocol, on one port.

They answer as the documents of the two say that they do. All that they hold is there to look at.
"""

import base64
import gzip
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

TOKEN = "t0ken-that-nobody-must-see"  # noqa: S105 - of a server that stands in for one


@dataclass(frozen=True)
class Asked:
    """One question to an API."""

    method: str
    path: str
    query: Mapping[str, str]
    content: Any


@dataclass(frozen=True)
class Said:
    """One answer."""

    status: int
    content: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Hub:
    """A server whose repositories stand in a folder, ``<owner>/<name>.git``."""

    kind = ""
    api = ""
    login = ""
    variable = ""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.traits: dict[str, dict[str, Any]] = {}
        self.requests: list[dict[str, Any]] = []
        self.said: dict[int, list[str]] = {}
        self.log: list[str] = []
        self.faults: list[tuple[str, Callable[[], Said]]] = []
        self.page = 100
        self.asked = Asked("", "", {}, None)
        self._lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _receiver(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.address = self.url + self.api
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add(self, path: str, source: Path | None = None, **traits: Any) -> str:
        """Add a repository, a bare clone of a folder; return what git clones."""
        place = self.root / f"{path}.git"
        place.parent.mkdir(parents=True, exist_ok=True)
        words = (
            ("clone", "--quiet", "--bare", str(source))
            if source
            else ("init", "-q", "--bare", "-b", "main")
        )
        subprocess.run(("git", *words, str(place)), check=True)
        self.traits[path] = traits
        return f"{self.url}/{path}.git"

    def fail(self, pattern: str, *answers: Said | Callable[[], Said]) -> None:
        """Answer the next requests that match ``METHOD /path``, or ``git /path``, so in turn."""
        for answer in answers:
            give = answer if callable(answer) else lambda answer=answer: answer
            self.faults.append((pattern, give))

    def answer(self, asked: Asked, token: str) -> Said:
        with self._lock:
            line = f"{asked.method} {asked.path}"
            self.log.append(line)
            self.asked = asked
            if fault := self.fault(line):
                return fault
            if token != TOKEN:
                return self.bad_token()
            return self.routes(asked)

    def fault(self, line: str) -> Said | None:
        """What is to be answered instead."""
        for number, (pattern, give) in enumerate(self.faults):
            if re.search(pattern, line):
                del self.faults[number]
                return give()
        return None

    def paged(self, asked: Asked, rows: list[Any]) -> Said:
        """One page of a list, with the address of the next one."""
        size = min(int(asked.query.get("per_page", 30)), self.page)
        number = int(asked.query.get("page", 1))
        headers = {}
        if len(rows) > number * size:
            following = urlencode({**asked.query, "page": number + 1})
            last = urlencode({**asked.query, "page": -(-len(rows) // size)})
            links = ((following, "next"), (last, "last"))
            headers["Link"] = ", ".join(
                f'<{self.address}{asked.path}?{query}>; rel="{word}"' for query, word in links
            )
        return Said(200, rows[(number - 1) * size : number * size], headers)

    def has_branch(self, path: str, branch: str) -> bool:
        words = ("git", "rev-parse", "--quiet", "--verify", f"refs/heads/{branch}")
        place = self.root / f"{path}.git"
        return not subprocess.run(words, cwd=place, check=False, capture_output=True).returncode

    def bad_token(self) -> Said:
        raise NotImplementedError

    def routes(self, asked: Asked) -> Said:
        raise NotImplementedError


class GitHub(Hub):
    kind, api, login, variable = "github", "/api/v3", "x-access-token", "GITHUB_TOKEN"

    def bad_token(self) -> Said:
        return Said(401, {"message": "Bad credentials", "status": "401"})

    def limited(self, seconds: float) -> Said:
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{seconds:.0f}"}
        return Said(403, {"message": "API rate limit exceeded for user ID 1."}, headers)

    def routes(self, asked: Asked) -> Said:
        if found := re.fullmatch(r"/orgs/([^/]+)/repos", asked.path):
            rows = [self.repository(p) for p in self.traits if p.startswith(f"{found[1]}/")]
            return self.paged(asked, rows) if rows else self.missing()
        found = re.fullmatch(
            r"/repos/([^/]+/[^/]+)/(pulls|issues)(?:/(\d+))?(?:/(\w+))?", asked.path
        )
        if not found or found[1] not in self.traits:
            return self.missing()
        path, number, part = found[1], found[3], found[4]
        if number is None:
            return self.open(asked, path) if asked.method == "POST" else self.listed(asked, path)
        (row,) = (row for row in self.requests if row["number"] == int(number))
        if part in {"comments", "labels", "requested_reviewers", "reviews"}:
            return getattr(self, part)(asked, row)
        row.update(asked.content or {})
        return Said(200, row)

    def repository(self, path: str) -> dict[str, Any]:
        return {
            "name": path.rpartition("/")[2],
            "full_name": path,
            "clone_url": f"{self.url}/{path}.git",
            "ssh_url": f"git@127.0.0.1:{path}.git",
            "archived": False,
            "disabled": False,
            "fork": False,
            "is_template": False,
            "topics": [],
            **self.traits[path],
        }

    def missing(self) -> Said:
        return Said(404, {"message": "Not Found", "documentation_url": "https://docs"})

    def listed(self, asked: Asked, path: str) -> Said:
        rows = [row for row in reversed(self.requests) if row["base"]["repo"]["full_name"] == path]
        if asked.query["state"] != "all":
            rows = [row for row in rows if row["state"] == asked.query["state"]]
        if head := asked.query.get("head"):
            rows = [row for row in rows if row["head"]["label"] == head]
        return self.paged(asked, rows)

    def open(self, asked: Asked, path: str) -> Said:
        wanted = asked.content
        owner, branch = path.partition("/")[0], wanted["head"]
        label = f"{owner}:{branch}"
        rows = [r for r in self.requests if r["base"]["repo"]["full_name"] == path]
        if any((r["state"], r["head"]["label"]) == ("open", label) for r in rows):
            said = f"A pull request already exists for {owner}:{branch}."
            return self.invalid({"resource": "PullRequest", "code": "custom", "message": said})
        for key in ("head", "base"):
            if not self.has_branch(path, wanted[key]):
                return self.invalid({"resource": "PullRequest", "field": key, "code": "invalid"})
        number = len(self.requests) + 1
        row = {
            "number": number,
            "html_url": f"{self.url}/{path}/pull/{number}",
            "state": "open",
            "merged_at": None,
            "title": wanted["title"],
            "body": wanted["body"],
            "draft": wanted["draft"],
            "head": {"ref": branch, "label": label, "repo": {"full_name": path}},
            "base": {"ref": wanted["base"], "repo": {"full_name": path}},
            "labels": [],
            "requested_reviewers": [],
            "requested_teams": [],
        }
        self.requests.append(row)
        return Said(201, row)

    def invalid(self, *errors: Any) -> Said:
        return Said(422, {"message": "Validation Failed", "errors": list(errors)})

    def comments(self, asked: Asked, row: dict[str, Any]) -> Said:
        said = self.said.setdefault(row["number"], [])
        if asked.method == "POST":
            said.append(asked.content["body"])
            return Said(201, {"body": said[-1]})
        return self.paged(asked, [{"body": body} for body in said])

    def labels(self, asked: Asked, row: dict[str, Any]) -> Said:
        row["labels"] += [{"name": name} for name in asked.content["labels"]]
        return Said(200, row["labels"])

    def requested_reviewers(self, asked: Asked, row: dict[str, Any]) -> Said:
        row["requested_reviewers"] += [{"login": n} for n in asked.content["reviewers"]]
        row["requested_teams"] += [{"slug": n} for n in asked.content["team_reviewers"]]
        return Said(201, row)

    def reviews(self, asked: Asked, _: dict[str, Any]) -> Said:
        return self.paged(asked, [])


class GitLab(Hub):
    kind, api, login, variable = "gitlab", "/api/v4", "oauth2", "GITLAB_TOKEN"

    def bad_token(self) -> Said:
        return Said(401, {"message": "401 Unauthorized"})

    def limited(self, seconds: float) -> Said:
        headers = {"RateLimit-Remaining": "0", "RateLimit-Reset": f"{seconds:.0f}"}
        return Said(429, {"message": "This endpoint has been requested too many times."}, headers)

    def routes(self, asked: Asked) -> Said:
        if asked.path == "/users":
            known = [{"id": 7, "username": "ann"}]
            return Said(200, [row for row in known if row["username"] == asked.query["username"]])
        if found := re.fullmatch(r"/groups/([^/]+)/projects", asked.path):
            group = unquote(found[1])
            rows = [self.project(p) for p in self.traits if p.startswith(f"{group}/")]
            if asked.query.get("include_subgroups") != "true":
                rows = [row for row in rows if row["path_with_namespace"].count("/") == 1]
            return self.paged(asked, rows) if rows else self.missing("Group")
        part = r"/projects/([^/]+)/merge_requests(?:/(\d+))?(/notes)?"
        found = re.fullmatch(part, asked.path)
        if not found or unquote(found[1]) not in self.traits:
            return self.missing("Project")
        path = unquote(found[1])
        if found[2] is None:
            return self.open(asked, path) if asked.method == "POST" else self.listed(asked, path)
        (row,) = (row for row in self.requests if row["iid"] == int(found[2]))
        return self.notes(asked, row) if found[3] else self.change(asked, row)

    def project(self, path: str) -> dict[str, Any]:
        return {
            "id": sorted(self.traits).index(path),
            "path": path.rpartition("/")[2],
            "path_with_namespace": path,
            "http_url_to_repo": f"{self.url}/{path}.git",
            "ssh_url_to_repo": f"git@127.0.0.1:{path}.git",
            "archived": False,
            "topics": [],
            **self.traits[path],
        }

    def missing(self, what: str) -> Said:
        return Said(404, {"message": f"404 {what} Not Found"})

    def listed(self, asked: Asked, path: str) -> Said:
        rows = [row for row in reversed(self.requests) if row["project"] == path]
        if asked.query["state"] != "all":
            rows = [row for row in rows if row["state"] == asked.query["state"]]
        if branch := asked.query.get("source_branch"):
            rows = [row for row in rows if row["source_branch"] == branch]
        return self.paged(asked, rows)

    def open(self, asked: Asked, path: str) -> Said:
        wanted = asked.content
        for row in self.requests:
            key = (row["project"], row["source_project_id"], row["source_branch"], row["state"])
            if key == (path, 1, wanted["source_branch"], "opened"):
                said = "Another open merge request already exists for this source branch"
                return Said(409, {"message": [f"{said}: !{row['iid']}"]})
        if not self.has_branch(path, wanted["source_branch"]):
            return Said(400, {"message": {"source_branch": ["does not exist"]}})
        number = len(self.requests) + 1
        row = {
            "iid": number,
            "web_url": f"{self.url}/{path}/-/merge_requests/{number}",
            "state": "opened",
            "project": path,
            "source_project_id": 1,
            "target_project_id": 1,
            "source_branch": wanted["source_branch"],
            "target_branch": wanted["target_branch"],
            "title": wanted["title"],
            "description": wanted["description"].strip(),
            "labels": list(filter(None, wanted["labels"].split(","))),
            "reviewers": [{"id": number} for number in wanted["reviewer_ids"]],
        }
        self.requests.append(row)
        return Said(201, row)

    def change(self, asked: Asked, row: dict[str, Any]) -> Said:
        wanted = dict(asked.content or {})
        if wanted.pop("state_event", "") == "close":
            row["state"] = "closed"
        row["labels"] += list(filter(None, wanted.pop("add_labels", "").split(",")))
        row.update(wanted)
        return Said(200, row)

    def notes(self, asked: Asked, row: dict[str, Any]) -> Said:
        said = self.said.setdefault(row["iid"], [])
        if asked.method == "POST":
            said.append(asked.content["body"])
            return Said(201, {"body": said[-1]})
        return self.paged(asked, [{"body": body} for body in said])


def _receiver(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Receiver(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            parts = urlsplit(self.path)
            if parts.path.startswith(hub.api):
                query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
                content = json.loads(body) if body else None
                asked = Asked(self.command, parts.path.removeprefix(hub.api), query, content)
                said = hub.answer(
                    asked, self.headers.get("authorization", "").removeprefix("Bearer ")
                )
                self.reply(said.status, said.headers, json.dumps(said.content).encode())
            else:
                self.git(parts.path, parts.query, body)

        def git(self, path: str, query: str, body: bytes) -> None:
            hub.log.append(f"git {path}?{query}")
            expected = base64.b64encode(f"{hub.login}:{TOKEN}".encode()).decode()
            if self.headers.get("authorization") != f"Basic {expected}":
                self.reply(401, {"WWW-Authenticate": 'Basic realm="stand-in"'}, b"")
                return
            if fault := hub.fault(f"git {path}?{query}"):
                self.reply(fault.status, fault.headers, b"")
                return
            if self.headers.get("content-encoding") == "gzip":
                body = gzip.decompress(body)
            around = {
                "PATH": os.environ["PATH"],
                "GIT_PROJECT_ROOT": str(hub.root),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": self.headers.get("git-protocol", ""),
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("content-type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "REMOTE_USER": hub.login,
                "REMOTE_ADDR": "127.0.0.1",
            }
            words = ("git", "http-backend")
            out = subprocess.run(words, input=body, env=around, check=True, capture_output=True)
            head, _, content = out.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
            status = int(headers.pop("Status", "200").split()[0])
            self.reply(status, headers, content)

        def reply(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = handle_any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Receiver
