"""Every pod meets the restricted pod security standard.

Why: a namespace that enforces the standard refuses the pod, and whoever breaks into one that is not
restricted holds the node. (https://kubernetes.io/docs/concepts/security/pod-security-standards/)

Passes: in every render, every pod runs as a user that is not root, without privileges,
capabilities, host namespaces or host paths, under the runtime's seccomp profile; and, beyond the
standard, with a read-only root file system, without a service-account token, from an image with a
fixed tag or digest.

Fails: a pod or container, first ones and test pods included, that lacks one of these.

Fix: set the field that the finding names in the pod's template.

Ignore: never; what needs more rights is another service.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from scaffold.artifacts.document import dig
from scaffold.artifacts.kubernetes import Workload
from scaffold.check import Findings, Level
from scaffold.errors import Skip
from scaffold.finding import Finding
from scaffold.repo import ServiceRepo

ID = "chart-pods-are-restricted"
LEVEL = Level.STATIC
TOOLS = ("helm",)
PACKAGES = ()

_VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)

Wrong = tuple[tuple[str, ...], str]
"""Keys that lead to what is wrong, and what it should be."""


def find(repo: ServiceRepo) -> Findings:
    """Judge the pods of every render; see the module."""
    if not repo.chart.good_renders:
        raise Skip("the chart does not render, see chart-renders")
    pods = 0
    for render in repo.chart.good_renders:
        for workload in render.workloads:
            pods += 1
            one = workload.object
            for keys, wish in judge_pod(workload):
                place = f"{one.kind} {one.name}"
                yield Finding(*one.place(*keys), f"{place}: {wish}", "set it there")
    return f"{pods} pods in {len(repo.chart.good_renders)} renders"


def judge_pod(workload: Workload) -> Iterator[Wrong]:
    """What keeps a pod from being restricted."""
    pod = workload.pod
    if pod.get("automountServiceAccountToken") is not False:
        key = "automountServiceAccountToken"
        yield (key if key in pod else "containers",), f"{key} must be false"
    for key in ("hostNetwork", "hostPID", "hostIPC"):
        if pod.get(key):
            yield (key,), f"{key} must not be set"
    for volume in pod.get("volumes") or []:
        for kind in volume.keys() - {"name"} - _VOLUMES:
            yield ("volumes", kind), f"volume {volume.get('name')}: {kind} is not allowed"
    for container in workload.containers:
        for keys, wish in _judge_container(container, pod):
            yield ("containers", *keys), f"container {container.get('name')}: {wish}"


def _judge_container(container: Mapping[str, Any], pod: Mapping[str, Any]) -> Iterator[Wrong]:
    own = container.get("securityContext") or {}
    context = {**(pod.get("securityContext") or {}), **own}
    wishes = {
        "runAsNonRoot": context.get("runAsNonRoot") is True,
        "allowPrivilegeEscalation": own.get("allowPrivilegeEscalation") is False,
        "readOnlyRootFilesystem": own.get("readOnlyRootFilesystem") is True,
        "privileged": not own.get("privileged"),
        "runAsUser": context.get("runAsUser", 1) != 0,
        "seccompProfile": dig(context, "seccompProfile", "type") in ("RuntimeDefault", "Localhost"),
        "procMount": own.get("procMount", "Default") == "Default",
    }
    for key, met in wishes.items():
        if not met:
            yield ("securityContext", key), f"securityContext.{key} must be {_WISHED[key]}"
    if "ALL" not in (dig(own, "capabilities", "drop") or []):
        yield ("securityContext", "capabilities"), "securityContext.capabilities.drop must hold ALL"
    if set(dig(own, "capabilities", "add") or []) - {"NET_BIND_SERVICE"}:
        yield ("capabilities", "add"), "securityContext.capabilities.add must be empty"
    if any("hostPort" in port for port in container.get("ports") or []):
        yield ("ports", "hostPort"), "hostPort must not be set"
    if not is_fixed_image(str(container.get("image", ""))):
        yield ("image",), f"image {container.get('image')} must have a digest or a tag, not latest"


_WISHED = {
    "runAsNonRoot": "true",
    "allowPrivilegeEscalation": "false",
    "readOnlyRootFilesystem": "true",
    "privileged": "absent",
    "runAsUser": "another than 0",
    "seccompProfile": "of type RuntimeDefault",
    "procMount": "Default",
}


def is_fixed_image(image: str) -> bool:
    """Whether an image is named by a digest, or by a tag other than ``latest``."""
    name, _, digest = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    return bool(digest) or tag not in ("", "latest")
