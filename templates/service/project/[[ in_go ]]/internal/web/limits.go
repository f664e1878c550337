package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"service/internal/problem"
)

// Closing on a client that still sends resets the connection and loses the answer, so this many
// times the limit is read and dropped first.
const discardedBodies = 8

var errBodyTooLarge = errors.New("the body is too large")

// Limits bounds what one request may cost: bytes of body, which it reads up front, and time.
//
// With the body read, the server notices at once when the client hangs up and cancels the request's
// context. That and the end of the time reach the calls to dependencies too.
func Limits(maxBodyBytes int64, timeout time.Duration) Layer {
	late := &problem.Error{
		Status:     http.StatusServiceUnavailable,
		Detail:     fmt.Sprintf("The request was not answered within %g s.", timeout.Seconds()),
		RetryAfter: time.Second,
	}
	large := &problem.Error{
		Status: http.StatusRequestEntityTooLarge,
		Detail: fmt.Sprintf("The body is longer than %d bytes.", maxBodyBytes),
		Header: http.Header{"Connection": {"close"}},
	}
	return func(next Handler) Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			ctx, cancel := context.WithTimeout(r.Context(), timeout)
			defer cancel()
			body, err := readBody(ctx, w, r.Body, maxBodyBytes)
			switch {
			case errors.Is(err, errBodyTooLarge):
				return large
			case errors.Is(err, os.ErrDeadlineExceeded):
				return late
			case err != nil:
				return errClientGone
			}
			bounded := r.WithContext(ctx)
			bounded.Body = body
			err = next(w, bounded)
			if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return late
			}
			return err
		}
	}
}

// readBody returns the whole body, whatever length its headers promise.
func readBody(ctx context.Context, w http.ResponseWriter, body io.ReadCloser, maxBytes int64) (io.ReadCloser, error) {
	if body == http.NoBody {
		return body, nil
	}
	// A context does not interrupt reading from a connection, its deadline does.
	connection := http.NewResponseController(w)
	if deadline, ok := ctx.Deadline(); ok && connection.SetReadDeadline(deadline) == nil {
		defer func() { _ = connection.SetReadDeadline(time.Time{}) }()
	}
	content, err := io.ReadAll(io.LimitReader(body, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > maxBytes {
		_, _ = io.CopyN(io.Discard, body, maxBytes*discardedBodies)
		return nil, errBodyTooLarge
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}
