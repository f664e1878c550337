package metrics

import (
	"context"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
)

// ObserveRequest counts one answered request; counter and histogram never disagree.
func (m *Metrics) ObserveRequest(ctx context.Context, method, endpoint string, status int, seconds float64) {
	code, exemplar := strconv.Itoa(status), exemplarFrom(ctx)
	addWithExemplar(m.requests.WithLabelValues(method, endpoint, code), exemplar)
	observeWithExemplar(m.requestDuration.WithLabelValues(method, endpoint, code), seconds, exemplar)
}

// ObserveClientRequest counts one attempt of a call to a dependency.
func (m *Metrics) ObserveClientRequest(ctx context.Context, peer, method, status string, seconds float64) {
	observeWithExemplar(m.clientDuration.WithLabelValues(peer, method, status), seconds, exemplarFrom(ctx))
}

// BreakerChanged marks the one state that a breaker is in now.
func (m *Metrics) BreakerChanged(name, state string) {
	m.setBreakerState(name, state)
	m.breakerTransitions.WithLabelValues(name, state).Inc()
}

func (m *Metrics) setBreakerState(name, state string) {
	for _, known := range breakerStates {
		value := 0.0
		if known == state {
			value = 1
		}
		m.breakerState.WithLabelValues(name, known).Set(value)
	}
}

// CountRetry counts how an attempt ended.
func (m *Metrics) CountRetry(name, outcome string) {
	m.retryAttempts.WithLabelValues(name, outcome).Inc()
}

// RateLimitDecision returns the counter of one decision.
func (m *Metrics) RateLimitDecision(limiter, decision string) prometheus.Counter {
	return m.rateLimitDecisions.WithLabelValues(limiter, decision)
}

// CountFlag counts one evaluation of a flag.
func (m *Metrics) CountFlag(name, variant, reason string) {
	m.flagEvaluations.WithLabelValues(name, variant, reason).Inc()
}

// CountLogMessage counts one written log line.
func (m *Metrics) CountLogMessage(level string) {
	m.logMessages.WithLabelValues(level).Inc()
}

// exemplarFrom names the current trace, if it is kept: an exemplar that leads nowhere is worse than none.
func exemplarFrom(ctx context.Context) prometheus.Labels {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsValid() || !span.IsSampled() {
		return nil
	}
	return prometheus.Labels{"trace_id": span.TraceID().String()}
}

// Every counter and histogram of client_golang takes exemplars; only its interfaces do not say so.

func addWithExemplar(counter prometheus.Counter, exemplar prometheus.Labels) {
	counter.(prometheus.ExemplarAdder).AddWithExemplar(1, exemplar)
}

func observeWithExemplar(histogram prometheus.Observer, value float64, exemplar prometheus.Labels) {
	histogram.(prometheus.ExemplarObserver).ObserveWithExemplar(value, exemplar)
}
