"""bucket-bounds-are-portable: bounds in queries exist and are spelt alike everywhere."""

import pytest

from scaffold.checks import bucket_bounds_are_portable as check
from scaffold.finding import Finding

PATH = "observability/rules/slo-recordings.yaml"
HINT = "use a bound of the contract that is no whole number"
BUCKET = 'le="0.25"}[5m]'


@pytest.mark.parametrize(
    ("bound", "message"),
    [
        ("1", "is a whole number: Prometheus 2 and 3 spell it differently"),
        ("1.0", "is a whole number: Prometheus 2 and 3 spell it differently"),
        ("0.3", "is no bucket of the metric"),
        ("fast", "is no number"),
    ],
)
def test_bound_that_is_not_found_everywhere_is_found(broken, findings, edit, bound, message):
    """The query would be empty, here or there."""
    edit(broken / PATH, BUCKET, f'le="{bound}"}}[5m]')
    (found,) = findings(check, broken)
    assert (found.path, found.message, found.hint) == (PATH, f'le="{bound}" {message}', HINT)


def test_bound_among_alternatives_is_found(broken, findings, edit):
    """Each is judged."""
    edit(broken / PATH, BUCKET, 'le=~"0.25|10"}[5m]')
    (found,) = findings(check, broken)
    assert "is a whole number" in found.message


def test_threshold_that_is_taken_from_the_buckets_is_found(broken, findings, edit):
    """Every rule that reads it is named."""
    edit(broken / "observability/contract.yaml", " 0.1, 0.25, 0.5,", " 0.1, 0.5,")
    found = findings(check, broken)
    assert {one.message for one in found} == {'le="0.25" is no bucket of the metric'}
    assert Finding(PATH, 0, "") not in found


@pytest.mark.parametrize("bound", ["+Inf", "0.5", "2.5"])
def test_other_bounds_pass(broken, findings, edit, bound):
    """Fractions of the contract, and infinity."""
    edit(broken / PATH, BUCKET, f'le="{bound}"}}[5m]')
    assert findings(check, broken) == []
