package tests

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
)

const openMetrics = "application/openmetrics-text; version=1.0.0"

func requests(method, endpoint string, status int) string {
	return fmt.Sprintf(`http_requests_total{endpoint=%q,method=%q,status="%d"}`, endpoint, method, status)
}

// Counter and histogram agree for every label set, whatever happened.
func TestMetricsCounterEqualsHistogramCount(t *testing.T) {
	h := newHarness(t, with{})
	h.order("bolt")
	for _, path := range []string{"/orders", "/orders/none", "/nowhere"} {
		for _, method := range []string{"GET", "HEAD", "PATCH", "DELETE", "BREW"} {
			h.do(method, path, "")
		}
	}
	samples := h.samples()
	counted := seriesOf(samples, "http_requests_total")
	sum := 0.0
	for _, value := range counted {
		sum += value
	}
	equal(t, "sum", sum, 16)
	equalMaps(t, "histogram", seriesOf(samples, "http_request_duration_seconds_count"), counted)
}

// The first scrape has every route, status and state at zero: no rate misses its first event.
func TestMetricsStartAtZero(t *testing.T) {
	samples := newHarness(t, with{Dependency: always(200, inStock)}).samples()
	for _, name := range []string{
		"http_requests_total", "http_client_request_duration_seconds_count", "retry_attempts_total",
		"rate_limit_decisions_total", "circuit_breaker_transitions_total",
	} {
		series := seriesOf(samples, name)
		if len(series) == 0 {
			t.Errorf("%s has no series", name)
		}
		for labels, value := range series {
			equal(t, name+"{"+labels, value, 0)
		}
	}
	for _, key := range []string{
		requests("POST", "/orders", 503),
		"http_requests_in_flight",
		`feature_flag_evaluations_total{flag="express-orders",reason="static",variant="on"}`,
	} {
		if value, found := samples[key]; !found || value != 0 {
			t.Errorf("%s is %v, %v", key, value, found)
		}
	}
}

// A scanner cannot blow up the time series database, neither with paths nor with methods or hosts.
func TestMetricsStayFew(t *testing.T) {
	h := newHarness(t, with{Config: func(c *config.Config) { c.RateLimitBurst = 1000 }})
	before := len(seriesOf(h.samples(), "http_requests_total"))
	const letters = "abcXYZ019/%._- ~{}"
	for range 300 {
		path := make([]byte, 20)
		for i := range path {
			path[i] = letters[rand.IntN(len(letters))]
		}
		h.get("/" + url.PathEscape(string(path)))
	}
	for i := range 20 {
		h.do(fmt.Sprintf("ODD%d", i), "/orders", "")
		h.get("/orders", "Host", fmt.Sprintf("host-%d.test", i))
	}
	if added := len(seriesOf(h.samples(), "http_requests_total")) - before; added > 2 {
		t.Errorf("%d series were added", added)
	}
}

// A method is a known one in upper case, or _OTHER.
func TestMetricsUnknownMethods(t *testing.T) {
	for _, method := range []string{"brew", "get", "TRACE", "PROPFIND", strings.Repeat("X", 200)} {
		h := newHarness(t, with{})
		equal(t, "status", h.do(method, "/orders", "").StatusCode, http.StatusMethodNotAllowed)
		equal(t, method, h.samples()[requests("_OTHER", "_unmatched", 405)], 1)
	}
}

// 405 lists all methods of the path, and counts as unmatched.
func TestMetricsMethodNotAllowed(t *testing.T) {
	h := newHarness(t, with{})
	response := h.do("PATCH", "/orders/42", "")
	equal(t, "status", response.StatusCode, http.StatusMethodNotAllowed)
	equal(t, "Allow", response.Header.Get("Allow"), "DELETE, GET, PUT")
	equal(t, "counter", h.samples()[requests("PATCH", "_unmatched", 405)], 1)
}

// A probe every second would drown the traffic it watches over.
func TestMetricsLeaveProbesOut(t *testing.T) {
	h := newHarness(t, with{})
	for _, path := range []string{"/livez", "/readyz", "/startupz", "/metrics"} {
		h.get(path)
		h.do("POST", path, "")
	}
	for labels, value := range seriesOf(h.samples(), "http_requests_total") {
		equal(t, labels, value, 0)
	}
	equal(t, "spans", len(h.spans.GetSpans()), 0)
	equal(t, "access lines", len(h.accessLines()), 0)
}

// Counter and histogram lead to the trace of a request that they counted, if it is kept.
func TestMetricsExemplars(t *testing.T) {
	h := newHarness(t, with{})
	h.get("/orders", "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")
	if text := h.get("/metrics", "Accept", openMetrics).body; strings.Contains(text, "trace_id") {
		t.Error("a trace that is not sampled left an exemplar")
	}
	h.get("/orders")
	response := h.get("/metrics", "Accept", openMetrics)
	if media := response.Header.Get("Content-Type"); !strings.HasPrefix(media, "application/openmetrics-text") {
		t.Errorf("the content type is %s", media)
	}
	spans := h.spansOf(trace.SpanKindServer)
	exemplar := fmt.Sprintf("# {trace_id=%q}", spans[len(spans)-1].SpanContext.TraceID())
	for _, name := range []string{"http_requests_total", "http_request_duration_seconds_bucket"} {
		found := false
		for line := range strings.Lines(response.body) {
			found = found || strings.HasPrefix(line, name) && strings.Contains(line, exemplar)
		}
		if !found {
			t.Errorf("%s has no exemplar", name)
		}
	}
}

// Without a wish the plain text format is answered; there are no _created series in either.
func TestMetricsTextFormatIsTheDefault(t *testing.T) {
	h := newHarness(t, with{})
	plain, open := h.get("/metrics"), h.get("/metrics", "Accept", openMetrics)
	if media := plain.Header.Get("Content-Type"); !strings.HasPrefix(media, "text/plain") {
		t.Errorf("the content type is %s", media)
	}
	if strings.Contains(plain.body+open.body, "_created") {
		t.Error("there are _created series")
	}
	equal(t, "build_info",
		parseSamples(t, plain.body)[`build_info{environment="development",language="go",version="0.0.0"}`], 1)
}
