// Package faults makes the service misbehave on purpose, by feature flag: how alerts, dashboards and
// rollbacks are rehearsed.
package faults

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"service/internal/flags"
	"service/internal/problem"
	"service/internal/web"
)

const (
	errorRatio = "fault.error_ratio"
	latencyMS  = "fault.latency_ms"
	notReady   = "fault.not_ready"
)

// Layer slows requests down and fails a share of them; it is not mounted in production.
func Layer(known *flags.Flags) web.Layer {
	failure := problem.New(http.StatusInternalServerError, "A fault was injected by a feature flag.")
	return func(next web.Handler) web.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			ctx := r.Context()
			if err := pause(ctx, known.Number(ctx, latencyMS)); err != nil {
				return err
			}
			if rand.Float64() < known.Number(ctx, errorRatio) {
				return failure
			}
			return next(w, r)
		}
	}
}

// NotReady says why the service pretends not to be ready.
func NotReady(known *flags.Flags) []string {
	if known.IsOn(context.Background(), notReady) {
		return []string{"a fault is injected"}
	}
	return nil
}

func pause(ctx context.Context, milliseconds float64) error {
	if milliseconds <= 0 {
		return nil
	}
	select {
	case <-time.After(time.Duration(milliseconds * float64(time.Millisecond))):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
