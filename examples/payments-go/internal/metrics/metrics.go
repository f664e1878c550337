// Package metrics holds the metrics of observability/contract.yaml, each with its label sets at zero from the start.
package metrics

import (
	"regexp"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"service/internal/config"
	"service/internal/contract"
)

// What the labels say.
var (
	levels        = []string{"DEBUG", "INFO", "WARN", "ERROR"}
	breakerStates = []string{"closed", "open", "half_open"}
	outcomes      = []string{"success", "retry", "exhausted"}
)

// runtimeMetrics are what the garbage collector and the heap are judged by.
var runtimeMetrics = regexp.MustCompile(`^/(gc/heap/(allocs|goal|live):bytes|gc/cycles/total:gc-cycles)$`)

// Metrics is every metric of one service, in a registry of its own.
type Metrics struct {
	Registry *prometheus.Registry

	RequestsInFlight prometheus.Gauge

	requests           *prometheus.CounterVec
	requestDuration    *prometheus.HistogramVec
	clientDuration     *prometheus.HistogramVec
	breakerState       *prometheus.GaugeVec
	breakerTransitions *prometheus.CounterVec
	retryAttempts      *prometheus.CounterVec
	rateLimitDecisions *prometheus.CounterVec
	flagEvaluations    *prometheus.CounterVec
	logMessages        *prometheus.CounterVec
}

// New registers all metrics.
func New(settings config.Config) *Metrics {
	registry := prometheus.NewRegistry()
	to := builder{registry}
	m := &Metrics{
		Registry:         registry,
		RequestsInFlight: to.gauge("http_requests_in_flight", "Requests being worked on.").WithLabelValues(),
		requests:         to.counter("http_requests_total", "Requests answered.", "method", "endpoint", "status"),
		requestDuration: to.histogram("http_request_duration_seconds",
			"Time from a request's arrival to the end of its answer.", "method", "endpoint", "status"),
		clientDuration: to.histogram("http_client_request_duration_seconds",
			"Time of one attempt of a call to a dependency.", "peer", "method", "status"),
		breakerState: to.gauge("circuit_breaker_state",
			"1 for the state the circuit breaker is in, 0 for the others.", "name", "state"),
		breakerTransitions: to.counter("circuit_breaker_transitions_total",
			"Changes of a circuit breaker into a state.", "name", "state"),
		retryAttempts: to.counter("retry_attempts_total",
			"Attempts of calls to a dependency by how they ended.", "name", "outcome"),
		rateLimitDecisions: to.counter("rate_limit_decisions_total",
			"Requests that the rate limiter let in or turned away.", "limiter", "decision"),
		flagEvaluations: to.counter("feature_flag_evaluations_total",
			"Evaluations of feature flags by the variant served.", "flag", "variant", "reason"),
		logMessages: to.counter("log_messages_total", "Log lines written.", "level"),
	}
	to.gauge("build_info", "Always 1; its labels say what is running.", "version", "environment", "language").
		WithLabelValues(settings.Version, settings.Environment, "go").Set(1)
	for _, level := range levels {
		m.logMessages.WithLabelValues(level)
	}
	registry.MustRegister(
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewGoCollector(
			collectors.WithGoCollectorMemStatsMetricsDisabled(),
			collectors.WithGoCollectorRuntimeMetrics(collectors.GoRuntimeMetricsRule{Matcher: runtimeMetrics}),
		),
	)
	return m
}

// DeclareRoute starts a route's series at zero: a rate over a newborn one misses its first event.
func (m *Metrics) DeclareRoute(method, endpoint string, statuses ...int) {
	for _, status := range statuses {
		m.requests.WithLabelValues(method, endpoint, strconv.Itoa(status))
		m.requestDuration.WithLabelValues(method, endpoint, strconv.Itoa(status))
	}
}

// DeclareDependency starts the series of a dependency at zero, its circuit breaker closed.
func (m *Metrics) DeclareDependency(name string) {
	m.clientDuration.WithLabelValues(name, "GET", "200")
	m.clientDuration.WithLabelValues(name, "GET", contract.NoAnswerStatus)
	for _, outcome := range outcomes {
		m.retryAttempts.WithLabelValues(name, outcome)
	}
	for _, state := range breakerStates {
		m.breakerTransitions.WithLabelValues(name, state)
	}
	m.setBreakerState(name, "closed")
}

// DeclareFlag starts the series of a flag's variant at zero.
func (m *Metrics) DeclareFlag(name, variant string) {
	m.flagEvaluations.WithLabelValues(name, variant, "static")
}

// ReadyFunc registers service_ready; its value is asked for at every scrape.
func (m *Metrics) ReadyFunc(ready func() float64) {
	options := prometheus.GaugeOpts{Name: "service_ready", Help: "1 while the readiness probe succeeds."}
	m.Registry.MustRegister(prometheus.NewGaugeFunc(options, ready))
}
