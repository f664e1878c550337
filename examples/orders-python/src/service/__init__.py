"""The service: HTTP in, HTTP out, and everything that makes it observable.

`app.py` shows how the parts fit together; `__main__.py` runs them.
"""

import os

# Read by the OpenTelemetry instrumentation when it is imported: stable names and seconds, not the
# pre-1.0 names and milliseconds that are still its default.
os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "http"
