"""LogQL, as far as it can be told without Loki: its stream, and the fields it filters by."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from scaffold.artifacts.query import Matcher

STREAM_LABELS = frozenset(
    {
        *("service_name", "service_namespace", "service_instance_id"),
        *("deployment_environment", "deployment_environment_name"),
        *("cloud_availability_zone", "cloud_region", "container_name"),
        *("k8s_cluster_name", "k8s_namespace_name", "k8s_pod_name", "k8s_container_name"),
        *("k8s_cronjob_name", "k8s_daemonset_name", "k8s_deployment_name", "k8s_job_name"),
        *("k8s_replicaset_name", "k8s_statefulset_name"),
    }
)
"""Labels that Loki makes of OpenTelemetry's resource attributes unless told otherwise."""

_STREAM = re.compile(r"\{([^}]*)\}")
_MATCHER = re.compile(r'([\w.]+)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)')
_JSON = re.compile(r"\|\s*json\b")


@dataclass(frozen=True)
class LogQuery:
    """One LogQL expression.

    Attributes:
        stream: matchers on the labels of the stream.
        fields: matchers on the fields of a line, which is JSON.
    """

    stream: tuple[Matcher, ...]
    fields: tuple[Matcher, ...]

    def takes(self, line: Mapping[str, object]) -> bool:
        """Whether a line passes the matchers on its fields."""
        return all(_holds(one, str(line.get(one.name, ""))) for one in self.fields)


def read_logql(text: str) -> LogQuery:
    """Read an expression whose variables are replaced."""
    stream = _STREAM.search(text)
    json = _JSON.search(text)
    return LogQuery(
        stream=_matchers(stream[1]) if stream else (),
        fields=_matchers(text[json.end() :]) if json else (),
    )


def _matchers(text: str) -> tuple[Matcher, ...]:
    return tuple(
        Matcher(found[1], found[2], found[3] if found[3] is not None else found[4])
        for found in _MATCHER.finditer(text)
    )


def _holds(matcher: Matcher, value: str) -> bool:
    """Whether a value fits; Loki's regular expressions are anchored."""
    if "~" in matcher.operator:
        fits = re.fullmatch(matcher.value, value) is not None
    else:
        fits = matcher.value == value
    return fits is not matcher.operator.startswith("!")
