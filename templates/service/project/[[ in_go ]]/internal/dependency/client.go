// Package dependency calls other services: traced, timed, retried within a deadline, cut off while they fail.
package dependency

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/trace"

	"service/internal/config"
	"service/internal/contract"
	"service/internal/metrics"
	"service/internal/requestid"
	"service/internal/tracing"
)

const longestAnswer = 1 << 20

// Client is the one way to call one dependency.
type Client struct {
	Name string

	url            string
	http           *http.Client
	breaker        *breaker
	attemptTimeout time.Duration
	deadline       time.Duration
	chance         func() float64
	metrics        *metrics.Metrics
	logger         *slog.Logger
}

// Surroundings are what clients share.
type Surroundings struct {
	Config    config.Config
	Metrics   *metrics.Metrics
	Logger    *slog.Logger
	Tracer    trace.TracerProvider
	Transport http.RoundTripper
}

// NewClient returns the client of a dependency.
func NewClient(to config.Dependency, with Surroundings) *Client {
	with.Metrics.DeclareDependency(to.Name)
	changed := func(state string) {
		with.Metrics.BreakerChanged(to.Name, state)
		with.Logger.Warn("circuit breaker changed", "peer", to.Name, "state", state)
	}
	return &Client{
		Name: to.Name,
		url:  to.URL,
		http: &http.Client{
			Transport:     tracing.Transport(with.Tracer, with.Transport, to.Name),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		breaker:        newBreaker(to.Name, changed),
		attemptTimeout: with.Config.ClientTimeout,
		deadline:       with.Config.ClientDeadline,
		chance:         rand.Float64,
		metrics:        with.Metrics,
		logger:         with.Logger,
	}
}

// Call returns the answer if it is the dependency's word: anything but 429 and 5xx. Its error is an
// *Error, or that of ctx.
func (c *Client) Call(ctx context.Context, method, path string) (*Answer, error) {
	answer, err := c.retry(ctx, method, path)
	var failed *statusError
	var refused *openError
	switch {
	case err == nil:
		return answer, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &failed):
		return nil, &Error{c.Name, err.Error(), failed.retryAfter}
	case errors.As(err, &refused):
		return nil, &Error{c.Name, err.Error(), refused.retryAfter}
	default:
		return nil, &Error{Name: c.Name, Why: err.Error()}
	}
}

// attempt makes one call through the circuit breaker, if that lets it.
func (c *Client) attempt(ctx, bounded context.Context, method, path string) (*Answer, error) {
	return c.breaker.do(func() (*Answer, error) {
		attemptCtx, cancel := context.WithTimeout(bounded, c.attemptTimeout)
		defer cancel()
		started, status := time.Now(), contract.NoAnswerStatus
		answer, retryAfter, err := c.send(attemptCtx, method, path)
		if err == nil {
			status = strconv.Itoa(answer.Status)
		}
		c.metrics.ObserveClientRequest(ctx, c.Name, method, status, time.Since(started).Seconds())
		switch {
		case err != nil && ctx.Err() != nil:
			return nil, fmt.Errorf("%w: %w", errAbandoned, err)
		case err != nil:
			c.logger.WarnContext(ctx, "dependency did not answer", "peer", c.Name, "error", err)
			return nil, err
		case answer.Status >= http.StatusInternalServerError:
			c.logger.WarnContext(ctx, "dependency failed", "peer", c.Name, "status", answer.Status)
			return nil, &statusError{answer.Status, retryAfter}
		case answer.Status == http.StatusTooManyRequests:
			return nil, &statusError{answer.Status, retryAfter}
		default:
			return answer, nil
		}
	})
}

func (c *Client) send(ctx context.Context, method, path string) (*Answer, time.Duration, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, http.NoBody)
	if err != nil {
		return nil, 0, err
	}
	if id := requestid.From(ctx); id != "" {
		request.Header.Set(requestid.Header, id)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, 0, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	if err != nil {
		return nil, 0, err
	}
	retryAfter := parseRetryAfter(response.Header.Get("Retry-After"), time.Now())
	return &Answer{Status: response.StatusCode, Body: body}, retryAfter, nil
}
