package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"service/internal/contract"
)

// builder makes metrics and registers them.
type builder struct {
	registry *prometheus.Registry
}

func (b builder) counter(name, help string, labels ...string) *prometheus.CounterVec {
	counter := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	b.registry.MustRegister(counter)
	return counter
}

func (b builder) gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	gauge := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	b.registry.MustRegister(gauge)
	return gauge
}

func (b builder) histogram(name, help string, labels ...string) *prometheus.HistogramVec {
	options := prometheus.HistogramOpts{Name: name, Help: help, Buckets: contract.DurationBuckets}
	histogram := prometheus.NewHistogramVec(options, labels)
	b.registry.MustRegister(histogram)
	return histogram
}
