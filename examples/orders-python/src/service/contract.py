"""What this service is called and promises, from the answers it was generated with.

`observability/contract.yaml` holds the whole contract; `tests/test_contract.py` compares the two.
"""

from typing import Final

SERVICE_NAME: Final = "orders"
DEFAULT_PORT: Final = 8080

UNMATCHED_ENDPOINT: Final = "_unmatched"
OTHER_METHOD: Final = "_OTHER"
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ANSWER_STATUS: Final = "_error"
CLIENT_ABORT_STATUS: Final = 499

# 0.25 is the threshold of the latency objective: alerts read that bucket, it must stay.
DURATION_BUCKETS_SECONDS: Final[tuple[float, ...]] = (
    0.005,
    0.01,
    0.025,
    0.05,
    0.075,
    0.1,
    0.25,
    0.5,
    0.75,
    1,
    2.5,
    5,
    7.5,
    10,
)
