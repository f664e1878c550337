"""Instances of the service as pods of a cluster, with Prometheus, Alertmanager and an inbox."""

from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.live import alertmanager, prometheus, server
from scaffold.live.alertmanager import Alertmanager
from scaffold.live.bench import Bench
from scaffold.live.inbox import Inbox
from scaffold.live.prometheus import Prometheus, Target
from scaffold.live.service import Service

REVISION = "rollouts_pod_template_hash"
CONTAINER = "service"


@dataclass(frozen=True)
class Instance:
    """One instance of the service, labelled as a pod of a rollout is.

    Attributes:
        service: it runs.
        revision: its label ``rollouts_pod_template_hash``.
        pod: its label ``pod``.
    """

    service: Service
    revision: str
    pod: str


@dataclass(frozen=True)
class Stage:
    """All of it, running until the bench is closed.

    Attributes:
        prometheus: scrapes the instances and evaluates the repository's rules.
        alertmanager: gets the alerts of that Prometheus and has the repository's routes.
        inbox: gets what goes to any receiver.
    """

    prometheus: Prometheus
    alertmanager: Alertmanager
    inbox: Inbox


def start_instance(
    bench: Bench, revision: str, flags: Mapping[str, float] | None = None
) -> Instance:
    """Start an instance that has a revision of its own.

    Raises:
        ScaffoldError: it does not start.
    """
    service = bench.start(flags)
    return Instance(service, revision, f"{bench.contract.target_labels['job']}-{revision}-0")


def start(bench: Bench, *instances: Instance) -> Stage:
    """Start the rest, and wait until every instance was scraped once.

    Raises:
        ToolMissingError: Prometheus or Alertmanager is not on this machine.
        ScaffoldError: one of them does not start.
    """
    inbox = Inbox()
    bench.room.keep(inbox)
    sends = alertmanager.start(bench, inbox.url)
    labels = dict(bench.contract.target_labels)
    job = labels.pop("job")
    targets = [
        Target(
            instance.service.port,
            {**labels, "pod": instance.pod, "container": CONTAINER, REVISION: instance.revision},
        )
        for instance in instances
    ]
    watches = prometheus.start(bench, job, targets, sends.port)
    scraped = f'count(up{{job="{job}"}})'
    bench.until(
        lambda: [one.value for one in watches.query(scraped)] == [len(instances)],
        server.START_SECONDS,
    )
    return Stage(watches, sends, inbox)
