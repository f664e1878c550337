"""chart-pods-are-restricted: every pod meets the restricted pod security standard."""

import pytest

from scaffold.checks import chart_pods_are_restricted as check

HELPERS, WORKLOAD = "_helpers.tpl", "_workload.tpl"


@pytest.mark.parametrize(
    ("path", "old", "new", "wish"),
    [
        (HELPERS, "runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot must be true"),
        (HELPERS, "runAsUser: 65532", "runAsUser: 0", "runAsUser must be another than 0"),
        (HELPERS, "type: RuntimeDefault", "type: Unconfined", "must be of type RuntimeDefault"),
        (HELPERS, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "readOnlyRoot"),
        (
            HELPERS,
            "allowPrivilegeEscalation: false\n",
            "",
            "allowPrivilegeEscalation must be false",
        ),
        (HELPERS, "drop: [ALL]", "drop: [NET_RAW]", "capabilities.drop must hold ALL"),
        (HELPERS, "drop: [ALL]", "drop: [ALL]\n  add: [SYS_ADMIN]", "capabilities.add must be"),
        (WORKLOAD, "automountServiceAccountToken: false\n", "", "automountServiceAccountToken"),
        (WORKLOAD, "enableServiceLinks: false", "hostNetwork: true", "hostNetwork must not be set"),
        (WORKLOAD, "        protocol: TCP", "        hostPort: 80", "hostPort must not be set"),
        (
            WORKLOAD,
            "    emptyDir:\n      sizeLimit: 64Mi",
            "    hostPath: {path: /}",
            "volume tmp: hostPath is not allowed",
        ),
    ],
)
def test_pod_that_is_not_restricted_is_found(broken, findings, edit, path, old, new, wish):
    """Every field of the standard, and those beyond it, in the file that spells the field out."""
    template = f"deploy/chart/templates/{path}"
    edit(broken / template, old, new)
    found = findings(check, broken)
    assert found
    assert all(wish in one.message for one in found)
    assert {one.path for one in found} <= {
        template,
        f"deploy/chart/templates/{WORKLOAD}",
        f"deploy/chart/templates/{HELPERS}",
        "deploy/chart/templates/tests/probes.yaml",
    }


def test_place_is_the_line_of_the_field(broken, findings, edit):
    """Not only the file."""
    path = "deploy/chart/templates/_helpers.tpl"
    line = edit(broken / path, "runAsUser: 65532", "runAsUser: 0")
    assert {(one.path, one.line) for one in findings(check, broken)} == {(path, line)}


@pytest.mark.parametrize(
    ("image", "fixed"),
    [
        ("ghcr.io/acme/orders", False),
        ("ghcr.io/acme/orders:latest", False),
        ("localhost:5000/orders", False),
        ("localhost:5000/orders:1.2.3", True),
        ("ghcr.io/acme/orders@sha256:" + "0" * 64, True),
        ("", False),
    ],
)
def test_image_is_fixed_by_tag_or_digest(image, fixed):
    """A registry's port is no tag."""
    assert check.is_fixed_image(image) is fixed
