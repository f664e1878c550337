// Package probes answers probes and /metrics: beside the service, never counted, traced, limited or logged.
package probes

import (
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"service/internal/lifecycle"
	"service/internal/metrics"
	"service/internal/problem"
	"service/internal/web"
)

// Objection returns reasons against taking traffic, none when there are none.
type Objection func() []string

// Probes knows what the service says of itself.
type Probes struct {
	lifecycle  *lifecycle.Lifecycle
	objections []Objection
	exposition http.Handler
}

// New also registers the metric that says what the readiness probe says.
func New(phases *lifecycle.Lifecycle, counted *metrics.Metrics, logger *slog.Logger, objections ...Objection) *Probes {
	p := &Probes{lifecycle: phases, objections: objections}
	p.exposition = promhttp.HandlerFor(counted.Registry, promhttp.HandlerOpts{
		EnableOpenMetrics: true,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelError),
	})
	counted.ReadyFunc(func() float64 {
		if len(p.reasons()) > 0 {
			return 0
		}
		return 1
	})
	return p
}

// Middleware answers four paths itself and passes everything else on.
func (p *Probes) Middleware(next http.Handler) http.Handler {
	answers := map[string]http.Handler{
		"/livez":    http.HandlerFunc(ok),
		"/readyz":   http.HandlerFunc(p.ready),
		"/startupz": http.HandlerFunc(p.started),
		"/metrics":  p.exposition,
	}
	refusal := &problem.Error{
		Status: http.StatusMethodNotAllowed,
		Detail: "Probes and metrics are read only.",
		Header: http.Header{"Allow": {"GET, HEAD"}},
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, found := answers[r.URL.Path]
		switch {
		case !found:
			next.ServeHTTP(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			refusal.Write(w, r)
		default:
			answer.ServeHTTP(w, r)
		}
	})
}

// reasons says why the service is not ready: not started, draining, or somebody objects.
func (p *Probes) reasons() []string {
	var found []string
	if phase := p.lifecycle.Phase(); phase != lifecycle.Serving {
		found = append(found, phase.String())
	}
	for _, object := range p.objections {
		found = append(found, object()...)
	}
	return found
}

func (p *Probes) ready(w http.ResponseWriter, r *http.Request) {
	if reasons := p.reasons(); len(reasons) > 0 {
		refusal := problem.New(http.StatusServiceUnavailable, "The service is not ready.")
		refusal.Reasons = reasons
		refusal.Write(w, r)
		return
	}
	ok(w, r)
}

func (p *Probes) started(w http.ResponseWriter, r *http.Request) {
	if p.lifecycle.Phase() == lifecycle.Starting {
		problem.New(http.StatusServiceUnavailable, "The service is still starting.").Write(w, r)
		return
	}
	ok(w, r)
}

func ok(w http.ResponseWriter, _ *http.Request) {
	_ = web.WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
