package web

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"service/internal/contract"
	"service/internal/logging"
	"service/internal/metrics"
	"service/internal/problem"
	"service/internal/tracing"
)

// Access sees how every request ends: it counts, times and logs it, and answers what failed.
type Access struct {
	Metrics *metrics.Metrics
	Logger  *slog.Logger
}

// Wrap makes a handler of the standard library, whose requests are counted for that endpoint.
func (a *Access) Wrap(endpoint string, next Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		a.Metrics.RequestsInFlight.Inc()
		defer a.Metrics.RequestsInFlight.Dec()
		response := &response{ResponseWriter: w}
		unexpected := answer(next, response, r)
		a.record(r, endpoint, response.status, time.Since(started), unexpected)
	})
}

// answer calls the handler and answers for it if it failed. It returns the error if nobody expected it.
func answer(next Handler, w *response, r *http.Request) error {
	err := call(next, w, r)
	if err == nil {
		if w.status == 0 {
			w.WriteHeader(http.StatusOK)
		}
		return nil
	}
	reply, unexpected := explain(r, err)
	if w.status == 0 {
		reply.Write(w, r)
	}
	w.status = reply.Status
	return unexpected
}

// call turns a panic into an error.
func call(next Handler, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = logging.NewPanic(value)
		}
	}()
	return next(w, r)
}

// explain finds the answer to an error, and returns the error if it has none of its own.
func explain(r *http.Request, err error) (reply *problem.Error, unexpected error) {
	if known := asProblem(err); known != nil {
		return known, nil
	}
	if errors.Is(err, errClientGone) || r.Context().Err() != nil {
		return problem.New(contract.ClientAbortStatus, "The client closed the connection."), nil
	}
	return problem.New(http.StatusInternalServerError, "An unexpected error occurred."), err
}

func (a *Access) record(r *http.Request, endpoint string, status int, took time.Duration, unexpected error) {
	ctx, method := r.Context(), contract.MethodLabel(r.Method)
	a.Metrics.ObserveRequest(ctx, method, endpoint, status, took.Seconds())
	if status >= http.StatusInternalServerError {
		tracing.Fail(ctx, status, unexpected)
	}
	client, _, _ := net.SplitHostPort(r.RemoteAddr)
	message, fields := "request answered", []slog.Attr{
		slog.String("method", method),
		slog.String("endpoint", endpoint),
		slog.String("path", r.URL.Path),
		slog.Int("status", status),
		slog.Float64("duration_seconds", took.Round(time.Microsecond).Seconds()),
		slog.String("client_address", client),
	}
	if unexpected != nil {
		message, fields = "request failed", append(fields, logging.Exception(unexpected))
	}
	a.Logger.LogAttrs(ctx, levelOf(status), message, fields...)
}

// levelOf is ERROR for what nobody handled, WARN for what was turned away, INFO for the rest.
func levelOf(status int) slog.Level {
	switch {
	case status == http.StatusInternalServerError:
		return slog.LevelError
	case status > http.StatusInternalServerError || status == http.StatusTooManyRequests:
		return slog.LevelWarn
	default:
		return slog.LevelInfo
	}
}

// response remembers the status that was sent.
type response struct {
	http.ResponseWriter
	status int
}

func (w *response) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK { // what comes before is no answer yet
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(content []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(content)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *response) Unwrap() http.ResponseWriter {
	return w.ResponseWriter
}
