// Package service puts the parts together: the routes in the middle, one layer around the other.
package service

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
	"service/internal/contract"
	"service/internal/dependency"
	"service/internal/faults"
	"service/internal/flags"
	"service/internal/lifecycle"
	"service/internal/metrics"
	"service/internal/orders"
	"service/internal/probes"
	"service/internal/requestid"
	"service/internal/stock"
	"service/internal/tracing"
	"service/internal/web"
)

// commonStatuses come beside what a route declares: turned away, client gone, failed, not in time.
var commonStatuses = []int{
	http.StatusTooManyRequests, contract.ClientAbortStatus, http.StatusInternalServerError, http.StatusServiceUnavailable,
}

// Parts are what the service is built from.
type Parts struct {
	Config    config.Config
	Metrics   *metrics.Metrics
	Logger    *slog.Logger
	Tracer    trace.TracerProvider
	Transport http.RoundTripper // to the dependencies
}

// Service is everything that answers requests, and what runs beside them.
type Service struct {
	http.Handler

	Lifecycle *lifecycle.Lifecycle
	Flags     *flags.Flags
	health    *dependency.Health
}

// New builds the service; its error is that of the flags file.
func New(parts Parts) (*Service, error) {
	known, err := flags.Open(parts.Config, parts.Metrics, parts.Logger)
	if err != nil {
		return nil, err
	}
	s := &Service{
		Lifecycle: &lifecycle.Lifecycle{},
		Flags:     known,
		health:    dependency.NewHealth(parts.Config, parts.Logger, parts.Transport),
	}
	routes := newRoutes(parts, known)
	declare(parts.Metrics, routes)
	router := web.NewRouter(routes, newLayers(parts, known))
	isFaulty := func() []string { return faults.NotReady(known) }
	probe := probes.New(s.Lifecycle, parts.Metrics, parts.Logger, s.health.Reasons, isFaulty)
	s.Handler = requestid.Middleware(s.Lifecycle.Middleware(probe.Middleware(router)))
	return s, nil
}

// WarmUp gets ready for traffic.
func (s *Service) WarmUp(ctx context.Context) {
	s.health.Check(ctx)
	s.Lifecycle.Enter(lifecycle.Serving)
}

// Watch follows flags and dependencies until ctx is done.
func (s *Service) Watch(ctx context.Context) {
	var watching sync.WaitGroup
	watching.Go(func() { s.Flags.Watch(ctx) })
	watching.Go(func() { s.health.Watch(ctx) })
	watching.Wait()
}

// newRoutes lets orders ask the first dependency for the stock; our own stock does so only in a chain.
func newRoutes(parts Parts, known *flags.Flags) []web.Route {
	with := dependency.Surroundings(parts)
	var asked, own stock.Stock = stock.Memory{}, stock.Memory{}
	for i, one := range parts.Config.Dependencies {
		client := dependency.NewClient(one, with)
		if i == 0 {
			asked = stock.Remote{Client: client}
		}
	}
	if parts.Config.ChainStock {
		own = asked
	}
	domain := &orders.Orders{
		Store:  orders.NewStore(orders.Capacity),
		Stock:  asked,
		Flags:  known,
		Logger: parts.Logger,
	}
	return append(domain.Routes(), stock.Routes(own)...)
}

// newLayers returns what is put around each route, and around what matches none.
func newLayers(parts Parts, known *flags.Flags) func(endpoint string, handler web.Handler) http.Handler {
	settings := parts.Config
	access := &web.Access{Metrics: parts.Metrics, Logger: parts.Logger}
	layers := []web.Layer{ // the outermost first
		web.RateLimit(settings.RateLimitPerSecond, settings.RateLimitBurst, parts.Metrics),
		web.Limits(settings.MaxBodyBytes, settings.RequestTimeout),
	}
	if settings.Environment != config.Production {
		layers = append(layers, faults.Layer(known))
	}
	return func(endpoint string, handler web.Handler) http.Handler {
		for i := len(layers) - 1; i >= 0; i-- {
			handler = layers[i](handler)
		}
		return tracing.Middleware(parts.Tracer, access.Wrap(endpoint, handler))
	}
}

func declare(counted *metrics.Metrics, routes []web.Route) {
	for _, route := range routes {
		counted.DeclareRoute(route.Method, route.Path, route.Statuses...)
		counted.DeclareRoute(route.Method, route.Path, commonStatuses...)
	}
	counted.DeclareRoute(http.MethodGet, contract.UnmatchedEndpoint, http.StatusNotFound)
}
