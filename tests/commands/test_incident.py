"""``scaffold incident new`` with what real Alertmanagers and Prometheuses say."""

import io
import json
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from scaffold import tool
from scaffold.check import Level
from scaffold.commands.incident import begin_review
from scaffold.commands.verify import verify
from scaffold.errors import ScaffoldError, UsageError
from scaffold.live import waiting
from scaffold.live.http import NoAnswerError, send
from scaffold.live.listener import Listener, Reply
from scaffold.live.process import free_port
from scaffold.report import Outcome

PAGE = Path(__file__).parent / "notification.json"
REVIEW = "docs/reviews/2026-11-24-availability-budget-burn-1h.md"


def edited(tmp_path: Path, old: str, new: str) -> str:
    """The notification with one thing changed."""
    text = PAGE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "page.json"
    file.write_text(text.replace(old, new), encoding="utf-8")
    return str(file)


def serve(*answers: tuple[int, str]) -> tuple[Listener, list[str]]:
    """A listener that gives these answers in turn, and the paths that it was asked for."""
    asked: list[str] = []

    def answer(request) -> Reply:
        asked.append(request.path)
        status, text = answers[min(len(asked), len(answers)) - 1]
        return Reply(status, text.encode())

    return Listener(answer), asked


def test_review_of_a_notification_stands_in_the_repository(broken):
    """Named by date and alert, and the repository still passes."""
    begun = begin_review(broken, str(PAGE))
    assert (begun.path, begun.firing, begun.missing) == (broken / REVIEW, False, ())
    text = begun.path.read_text(encoding="utf-8")
    assert text.startswith("# Post-incident review: 2026-11-24 AvailabilityBudgetBurn1h\n")
    assert "| Severity | SEV1, by the alert AvailabilityBudgetBurn1h |" in text
    assert "2026-11-24 09:03:03, 2026-11-24 09:47:03 (44 min)" in text
    assert "held since 2026-11-24 09:03:03" in text
    assert (
        'increase(http_requests_total{namespace="orders", job="orders"}[2640s] @ 1795513623)'
        in text
    )
    report = verify(broken, Level.STATIC, ("links-resolve", "files-are-rendered", "files-parse"))
    assert {row.outcome for row in report.rows} == {Outcome.PASSED}
    site = yaml.safe_load((broken / "mkdocs.yml").read_text(encoding="utf-8"))
    assert site["not_in_nav"] == "/reviews/"  # or each review would fail the strict build


def test_nothing_is_overwritten(broken):
    """What people wrote stays; the error names the file."""
    (broken / REVIEW).parent.mkdir()
    (broken / REVIEW).write_text("ours")
    with pytest.raises(UsageError, match=f"{REVIEW}: exists already"):
        begin_review(broken, str(PAGE))
    assert (broken / REVIEW).read_text() == "ours"
    assert [path.name for path in (broken / REVIEW).parent.iterdir()] == [Path(REVIEW).name]


def test_place_can_be_chosen(broken, tmp_path):
    """Its folder is made; nothing else is left there."""
    begun = begin_review(broken, str(PAGE), tmp_path / "new/review.md")
    assert begun.path.read_text().startswith("# Post-incident review")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["review.md"]
    assert not (broken / "docs/reviews").exists()


def test_place_that_cannot_be_written_is_an_error(broken, tmp_path):
    """It names the place."""
    (tmp_path / "file").touch()
    with pytest.raises(ScaffoldError, match=r"file/review\.md: cannot be written"):
        begin_review(broken, str(PAGE), tmp_path / "file/review.md")


def test_standard_input_is_read(broken, monkeypatch):
    """From a pipe."""
    monkeypatch.setattr("sys.stdin", io.StringIO(PAGE.read_text(encoding="utf-8")))
    assert begin_review(broken, "-").path == broken / REVIEW


def test_alerts_of_another_service_are_refused(broken, tmp_path):
    """Both are named, and nothing is written."""
    page = edited(tmp_path, '"service": "orders"', '"service": "payments"')
    with pytest.raises(UsageError, match="holds alerts of payments, and this repository is orders"):
        begin_review(broken, page)
    assert not (broken / "docs/reviews").exists()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no-such-file", "--alert no-such-file: cannot be read"),
        (".", "--alert .: cannot be read"),
        ("ftp://host/page.json", "must be an address of http or https"),
        ("README.md", "README.md: is no JSON"),
        ("flags/flags.json", "flags/flags.json: holds no alert"),
    ],
)
def test_source_that_cannot_be_used_is_one_error(broken, source, message, monkeypatch):
    """Nothing is written."""
    monkeypatch.chdir(broken)
    with pytest.raises(UsageError) as caught:
        begin_review(Path(), source)
    assert message in str(caught.value)
    assert not (broken / "docs/reviews").exists()


def test_folder_of_another_kind_is_refused(tmp_path):
    """As everywhere."""
    with pytest.raises(UsageError, match=r"no \.copier-answers\.yml here"):
        begin_review(tmp_path, str(PAGE))


def test_repository_without_a_template_is_an_error(broken):
    """It names the file that is missing."""
    (broken / "docs/post-incident-review-template.md").unlink()
    with pytest.raises(
        ScaffoldError, match=r"docs/post-incident-review-template\.md: cannot be read"
    ):
        begin_review(broken, str(PAGE))


def test_document_is_read_where_it_stands(broken):
    """An address of a notification is asked once, as it is."""
    listener, asked = serve((200, PAGE.read_text(encoding="utf-8")))
    try:
        assert begin_review(broken, f"{listener.url}/pages/7?x=1").path == broken / REVIEW
    finally:
        listener.close()
    assert asked == ["/pages/7?x=1"]


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/am/api/v2/alerts", ()),
        ("/am/api/v2/", ()),
        ("/am", ((200, "<html>"),)),
        ("/am/#/alerts", ((404, "404 page not found"),)),
    ],
)
def test_alertmanager_is_asked_for_one_service(broken, path, first):
    """Whichever of its addresses is given: what is no document leads to its API."""
    alerts = json.dumps(json.loads(PAGE.read_text(encoding="utf-8"))["alerts"])
    listener, asked = serve(*first, (200, alerts))
    try:
        begin_review(broken, listener.url + path)
    finally:
        listener.close()
    assert asked[-1] == "/am/api/v2/alerts?filter=service%3D%22orders%22"


def test_alertmanager_without_alerts_says_what_to_do(broken):
    """It forgets what is over."""
    listener, _ = serve((200, "[]"))
    try:
        with pytest.raises(UsageError, match="take the notification that it sent"):
            begin_review(broken, f"{listener.url}/api/v2/alerts")
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("status", "text", "message"),
    [
        (400, '{"status": "error", "error": "parse error"}', "answers 400 Bad Request: .*parse"),
        (200, "<html>", "answers something that is no JSON"),
        (200, '{"data": {}}', "answers not as Prometheus does"),
        (200, '{"data": {"result": [{"value": [1]}]}}', "answers not as Prometheus does"),
    ],
)
def test_prometheus_that_cannot_be_used_is_an_error(broken, status, text, message):
    """Nothing is written."""
    listener, _ = serve((status, text))
    try:
        with pytest.raises(ScaffoldError, match=message):
            begin_review(broken, str(PAGE), prometheus=listener.url)
    finally:
        listener.close()
    assert not (broken / "docs/reviews").exists()


@pytest.fixture
def start(tmp_path):
    """Start a program that listens; end it after the test."""
    processes = []

    def run(name: str, port: int, *words: str) -> None:
        log = (tmp_path / f"{name}.log").open("w")
        command = (str(tool.locate(name).path), *words, f"--web.listen-address=127.0.0.1:{port}")
        processes.append((subprocess.Popen(command, cwd=tmp_path, stdout=log, stderr=log), log))

        def ready() -> bool:
            try:
                return send(port, "GET", "/-/ready").status == 200
            except NoAnswerError:
                return False

        assert waiting.until(ready, 30), (tmp_path / f"{name}.log").read_text()

    yield run
    for process, log in processes:
        process.kill()
        process.wait()
        log.close()


@pytest.fixture
def alertmanager(tmp_path, start):
    """A real Alertmanager; its address, and what its webhook received."""
    received: list[str] = []

    def answer(request) -> Reply:
        received.append(request.body.decode())
        return Reply(200)

    listener = Listener(answer)
    settings = {
        "route": {"receiver": "page", "group_wait": "0s", "group_interval": "1s",
                  "group_by": ["service"]},
        "receivers": [{"name": "page", "webhook_configs": [{"url": listener.url}]}],
    }  # fmt: skip
    (tmp_path / "am.yaml").write_text(yaml.safe_dump(settings))
    port = free_port()
    start("alertmanager", port, "--config.file=am.yaml", "--cluster.listen-address=")
    yield f"http://127.0.0.1:{port}", received
    listener.close()


def add_alert(address: str, ended: datetime | None = None, **labels: str) -> None:
    program = str(tool.locate("amtool").path)
    began = (datetime.now(UTC) - timedelta(minutes=40)).isoformat(timespec="seconds")
    end = (f"--end={ended.isoformat(timespec='seconds')}",) if ended else ()
    words = [f"{name}={value}" for name, value in labels.items()]
    subprocess.run(
        (program, "--alertmanager.url", address, "alert", "add", *words, f"--start={began}", *end,
         "--annotation=description=50% of the requests to orders failed in the last 1h",
         "--generator-url=http://prometheus:9090/graph?g0.expr=up"),
        check=True,
        capture_output=True,
    )  # fmt: skip


def test_real_alertmanager_is_understood(broken, alertmanager, tmp_path):
    """Its API while the alert fires, its notification when it is over; others are left alone."""
    address, received = alertmanager
    labels = {"alertname": "AvailabilityBudgetBurn1h", "incident_severity": "SEV1",
              "service": "orders", "slo": "availability"}  # fmt: skip
    add_alert(address, **labels)
    add_alert(address, **{**labels, "service": "payments"})
    asked = begin_review(broken, address)
    assert asked.firing
    text = asked.path.read_text(encoding="utf-8")
    assert "(42 min)" in text
    assert "[graph](http://prometheus:9090/graph?g0.expr=up)" in text

    add_alert(address, datetime.now(UTC) - timedelta(seconds=1), **labels)
    assert waiting.until(lambda: any('"resolved"' in page for page in received), 20)
    page = tmp_path / "received.json"
    page.write_text(next(one for one in received if '"resolved"' in one))
    told = begin_review(broken, str(page), tmp_path / "review.md")
    assert not told.firing
    assert "about 21.0 min of full outage, 48.6% of the budget" in told.path.read_text()


def counters(began: datetime, ended: datetime) -> str:
    """OpenMetrics: 10 good requests a second for two hours, 1 bad one while it lasts."""
    lines = ["# TYPE http_requests counter"]
    first = began - timedelta(hours=1)
    moments = [first + timedelta(seconds=15 * step) for step in range(480)]
    for status in ("200", "500"):
        value = 0
        for moment in moments:
            if status == "200":
                value += 150
            elif began < moment <= ended:
                value += 15
            labels = f'namespace="orders",job="orders",method="GET",status="{status}"'
            lines.append(f"http_requests_total{{{labels}}} {value} {moment.timestamp():.0f}")
    return "\n".join([*lines, "# EOF\n"])


def test_real_prometheus_tells_what_it_cost(broken, tmp_path, start):
    """Counted within the incident; an objective without requests is said to be unknown."""
    ended = datetime.fromtimestamp(time.time() // 60 * 60 - 3 * 3600, UTC)
    began = ended - timedelta(minutes=42)
    page = json.loads(PAGE.read_text(encoding="utf-8"))
    (alert,) = (one for one in page["alerts"] if one["labels"]["slo"] == "availability")
    alert |= {"startsAt": began.isoformat(), "endsAt": ended.isoformat()}
    (tmp_path / "page.json").write_text(json.dumps(alert))

    (tmp_path / "metrics").write_text(counters(began - timedelta(minutes=2), ended))
    (tmp_path / "prometheus.yaml").write_text("{}\n")
    subprocess.run(
        (str(tool.locate("promtool").path), "tsdb", "create-blocks-from", "openmetrics", "metrics",
         "blocks"),
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    port = free_port()
    start("prometheus", port, "--config.file=prometheus.yaml", "--storage.tsdb.path=blocks")

    address = f"http://127.0.0.1:{port}/"
    text = begin_review(broken, str(tmp_path / "page.json"), prometheus=address).path.read_text()
    assert "| Requests failed or slow | availability: 2640 bad of 29040 |" in text
    # 1 in 11 is bad for 44 minutes: 4 of them lost; of all requests of the window 0.1% may be bad
    assert "| Error budget spent: availability | 4.0 min of full outage, " in text
    assert ": 9.09% of the requests were bad |" in text
    assert (
        "| Error budget spent: latency | unknown: Prometheus has no requests of that time |" in text
    )
