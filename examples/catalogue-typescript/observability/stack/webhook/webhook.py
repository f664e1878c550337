# ruff: noqa: INP001 - a script that is mounted into a container, no part of a package
"""Prints what Alertmanager sends, one line an alert, in place of pager and ticket system."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Webhook(BaseHTTPRequestHandler):
    """Answers every request with 200; the path names the receiver."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        notification = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        receiver = self.path.lstrip("/")
        for alert in notification["alerts"]:
            labels, annotations = alert["labels"], alert["annotations"]
            sys.stdout.write(
                f"{receiver}: {alert['status']} {labels['alertname']} ({labels['severity']})"
                f" {annotations['summary']} {annotations['runbook_url']}\n"
            )
        self._answer()

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of requests: only alerts are worth a line."""


ThreadingHTTPServer(("", 8080), Webhook).serve_forever()
