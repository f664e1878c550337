package tests

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
	"service/internal/contract"
	"service/internal/logging"
)

var (
	typeLine  = regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`)
	helpLine  = regexp.MustCompile(`(?m)^# HELP (\S+) (.*)$`)
	labelPair = regexp.MustCompile(`(\w+)="((?:[^"\\]|\\.)*)"`)
)

// labelsOf returns the labels of a sample, by name.
func labelsOf(series string) map[string]string {
	found := map[string]string{}
	for _, pair := range labelPair.FindAllStringSubmatch(series, -1) {
		found[pair[1]] = pair[2]
	}
	return found
}

// families returns "type [labels]" of every exposed metric.
func families(t *testing.T, text string) map[string]string {
	t.Helper()
	samples, found := parseSamples(t, text), map[string]string{}
	for _, line := range typeLine.FindAllStringSubmatch(text, -1) {
		name, kind := line[1], line[2]
		sample := name
		if kind == "histogram" || kind == "summary" { // le and quantile are no labels of their own
			sample += "_count"
		}
		labels := map[string]string{}
		for key := range samples {
			if key == sample || strings.HasPrefix(key, sample+"{") {
				maps.Copy(labels, labelsOf(key))
			}
		}
		found[name] = fmt.Sprint(kind, slices.Sorted(maps.Keys(labels)))
	}
	return found
}

// Names, types, labels: no metric is missing, none is there that the contract lacks.
func TestContractMetrics(t *testing.T) {
	wanted := readContract(t)
	text := newHarness(t, with{Dependency: always(200, inStock)}).get("/metrics").body
	want := map[string]string{}
	for _, one := range slices.Concat(wanted.Metrics, wanted.RuntimeMetrics) {
		want[one.Name] = fmt.Sprint(one.Type, slices.Sorted(slices.Values(one.Labels)))
	}
	if got := families(t, text); !maps.Equal(got, want) {
		t.Errorf("exposed are %v, promised %v", got, want)
	}
	help := map[string]string{}
	for _, line := range helpLine.FindAllStringSubmatch(text, -1) {
		help[line[1]] = line[2]
	}
	for _, one := range wanted.Metrics {
		equal(t, "help of "+one.Name, help[one.Name], one.Help)
	}
}

// Where the contract lists a label's values, they are the ones exposed.
func TestContractLabelValues(t *testing.T) {
	samples := newHarness(t, with{Dependency: always(200, inStock)}).samples()
	for _, one := range readContract(t).Metrics {
		for label, values := range one.Values {
			exposed := map[string]bool{}
			for series := range seriesOf(samples, one.Name) {
				exposed[labelsOf(series)[label]] = true
			}
			got, want := slices.Sorted(maps.Keys(exposed)), slices.Sorted(slices.Values(values))
			if !slices.Equal(got, want) {
				t.Errorf("%s of %s is %v, promised %v", label, one.Name, got, want)
			}
		}
	}
}

// Sorted, without doubles, the latency objective's threshold among them.
func TestContractBuckets(t *testing.T) {
	wanted := readContract(t)
	if !slices.Equal(contract.DurationBuckets, wanted.DurationBuckets) || !slices.IsSorted(contract.DurationBuckets) {
		t.Errorf("the bounds are %v, promised %v", contract.DurationBuckets, wanted.DurationBuckets)
	}
	for _, slo := range wanted.SLOs {
		if slo.Name == "latency" && !slices.Contains(contract.DurationBuckets, slo.ThresholdSeconds) {
			t.Errorf("%v is no bound", slo.ThresholdSeconds)
		}
	}
	exposed := 0
	for series := range newHarness(t, with{}).samples() {
		if strings.HasPrefix(series, `http_request_duration_seconds_bucket{endpoint="/orders",method="GET",status="200"`) {
			exposed++
		}
	}
	equal(t, "buckets", exposed, len(wanted.DurationBuckets)+1)
}

// Every declared route and status has its series from the start, and no other has.
func TestContractRoutes(t *testing.T) {
	wanted := readContract(t)
	want := map[string]float64{}
	for _, route := range wanted.HTTP.Routes {
		for _, status := range route.Statuses {
			want[strings.TrimPrefix(requests(route.Method, route.Endpoint, status), "http_requests_total{")] = 0
		}
	}
	want[strings.TrimPrefix(requests("GET", wanted.HTTP.UnmatchedEndpoint, 404), "http_requests_total{")] = 0
	equalMaps(t, "series", seriesOf(newHarness(t, with{}).samples(), "http_requests_total"), want)
}

// The chart's probes and the scrape find what they ask for.
func TestContractEndpoints(t *testing.T) {
	h := newHarness(t, with{})
	for _, path := range readContract(t).Endpoints {
		equal(t, path, h.get(path).StatusCode, 200)
	}
}

// Names, special label values and defaults are what the contract promises.
func TestContractConstants(t *testing.T) {
	wanted, defaults := readContract(t), config.Default()
	equal(t, "name", contract.ServiceName, wanted.Service.Name)
	equal(t, "port", defaults.Port, wanted.Service.Port)
	equal(t, "unmatched", contract.UnmatchedEndpoint, wanted.HTTP.UnmatchedEndpoint)
	equal(t, "other method", contract.MethodLabel("BREW"), wanted.HTTP.OtherMethod)
	for _, method := range wanted.HTTP.Methods {
		equal(t, "method", contract.MethodLabel(method), method)
	}
	equal(t, "client abort", contract.ClientAbortStatus, wanted.HTTP.ClientAbortStatus)
	equal(t, "redaction", logging.Redacted, wanted.Logs.Redaction)
	equal(t, "drain delay", defaults.DrainDelay.Seconds(), wanted.Shutdown.DrainDelaySeconds)
	equal(t, "shutdown timeout", defaults.ShutdownTimeout.Seconds(), wanted.Shutdown.TimeoutSeconds)
	equal(t, "attempt timeout", defaults.ClientTimeout.Seconds(), wanted.Resilience.Retry.AttemptTimeoutSeconds)
	equal(t, "deadline", defaults.ClientDeadline.Seconds(), wanted.Resilience.Retry.DeadlineSeconds)
	equal(t, "rate", defaults.RateLimitPerSecond, wanted.Resilience.RateLimit.RequestsPerSecond)
	equal(t, "burst", defaults.RateLimitBurst, wanted.Resilience.RateLimit.Burst)
}

// An access line has all the fields that are promised, and no other.
func TestContractLogFields(t *testing.T) {
	h := newHarness(t, with{})
	h.get("/orders")
	fields := readContract(t).Logs.Fields
	want := slices.Sorted(slices.Values(slices.Concat(fields["always"], fields["in_request"], fields["access"])))
	if got := slices.Sorted(maps.Keys(h.accessLines()[0])); !slices.Equal(got, want) {
		t.Errorf("the fields are %v, promised %v", got, want)
	}
}

// SERVER and CLIENT spans have what queries and dashboards rely on.
func TestContractSpanAttributes(t *testing.T) {
	h := newHarness(t, with{Dependency: always(500, "")})
	h.order("bolt")
	traces := readContract(t).Traces
	server, call := onlySpan(t, h, trace.SpanKindServer), onlySpan(t, h, trace.SpanKindClient)
	origin := map[string]any{}
	for _, attribute := range server.Resource.Attributes() {
		origin[string(attribute.Key)] = true
	}
	assertHas(t, origin, traces.Resource)
	assertHas(t, attributesOf(server), slices.Concat(traces.ServerSpan.Required, traces.ServerSpan.OnServerError))
	assertHas(t, attributesOf(call),
		slices.Concat(traces.ClientSpan.Required, traces.ClientSpan.WithAnswer, traces.ClientSpan.OnError))
}

func assertHas(t *testing.T, attributes map[string]any, names []string) {
	t.Helper()
	for _, name := range names {
		if _, found := attributes[name]; !found {
			t.Errorf("%s is not among %v", name, slices.Sorted(maps.Keys(attributes)))
		}
	}
}
