"""The services of the templates beside bare ones on the same framework, under load, in turn."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from contenders import Contender, bare_launch

from scaffold import tool
from scaffold.languages import LANGUAGES, find_language
from scaffold.live.listener import Listener, Reply
from scaffold.template import SERVICE

CONNECTIONS = 8
WARM_UP_SECONDS = 2
ENVIRONMENTS = "production", "development"  # where flags can inject faults and where they cannot
HEAD = f"{'':24} {'requests/s':>10} {'p50':>8} {'p99':>8} {'CPU':>8} {'requests/s':>11} {'CPU':>7}"


@dataclass(frozen=True)
class Load:
    """What one stretch of load showed; times in milliseconds."""

    per_second: float
    p50: float
    p99: float
    cpu: float


def load(contender: Contender, seconds: int) -> Load:
    """Put load on one service, as much as it takes."""
    generator = tool.locate("bombardier").path
    options = f"--connections={CONNECTIONS}", f"--duration={seconds}s", "--latencies"
    words = generator, *options, "--print=r", "--format=json", contender.url
    before = contender.cpu_seconds()
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    used = contender.cpu_seconds() - before
    result = json.loads(done.stdout)["result"]
    answered, latency = result["req2xx"], result["latency"]["percentiles"]
    if any(result[kind] for kind in ("req1xx", "req3xx", "req4xx", "req5xx", "others")):
        sys.exit(f"{contender.url} answered something else: {done.stdout}")
    return Load(
        answered / result["timeTakenSeconds"],
        latency["50"] / 1000,
        latency["99"] / 1000,
        used * 1000 / answered,
    )


def measure(language: str, seconds: int, rounds: int) -> dict[str, list[Load]]:
    """Start peer and service in each environment, compare what they answer, load them in turn."""
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root = scratch / "orders"
        scaffold = str(Path(sys.executable).with_name("scaffold"))
        new = scaffold, "new", "orders", str(root), "--language", language, "--defaults", "-q"
        new += ("--template", str(SERVICE))
        subprocess.run(new, check=True)
        launch = find_language(language).serve(root)
        collector = Listener(lambda _: Reply(200))  # takes all spans and keeps none
        stack.callback(collector.close)
        settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url}
        contenders = {"bare": Contender(bare_launch(language, launch, root, scratch), {})}
        for environment in ENVIRONMENTS:
            contenders[environment] = Contender(launch, {**settings, "ENVIRONMENT": environment})
        for contender in contenders.values():
            stack.callback(contender.stop)
        answers = [contender.fill() for contender in contenders.values()]
        if any(answer != answers[0] for answer in answers):
            sys.exit(f"{language}: the services answer differently: nothing to compare")
        for contender in contenders.values():
            load(contender, WARM_UP_SECONDS)
        loads: dict[str, list[Load]] = {name: [] for name in contenders}
        for _ in range(rounds):
            for name, contender in contenders.items():
                loads[name].append(load(contender, seconds))
    return loads


def rows(language: str, loads: dict[str, list[Load]]) -> list[str]:
    """Lines of the table: medians, and medians of the ratios to the peer in the same round."""
    lines = []
    for name, own in loads.items():
        line = f"{f'{language}, {name}':24} {median(one.per_second for one in own):10.0f}"
        line += (
            f" {median(one.p50 for one in own):5.2f} ms {median(one.p99 for one in own):5.2f} ms"
        )
        line += f" {1000 * median(one.cpu for one in own):5.0f} us"
        if name != "bare":
            pairs = list(zip(own, loads["bare"], strict=True))
            line += f" {median(one.per_second / peer.per_second for one, peer in pairs):10.2f}x"
            line += f" {median(one.cpu / peer.cpu for one, peer in pairs):6.2f}x"
        lines.append(line)
    return lines


def median(values) -> float:
    """Of what is seldom alike twice."""
    return statistics.median(values)


def main() -> None:
    """Time one language after the other and print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", choices=tuple(LANGUAGES), action="append")
    parser.add_argument("--seconds", type=int, default=3, help="of each stretch of load")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    table = [
        line
        for language in options.language or LANGUAGES
        for line in rows(language, measure(language, options.seconds, options.rounds))
    ]
    generator = tool.locate("bombardier")
    print(f"GET /orders, {generator.name} {generator.version}, {CONNECTIONS} connections,", end=" ")
    print(f"{options.rounds} rounds of {options.seconds} s, medians; CPU is that of one request")
    print(f"{'':62} {'layered / bare':>19}", HEAD, *table, sep="\n")


if __name__ == "__main__":
    main()
