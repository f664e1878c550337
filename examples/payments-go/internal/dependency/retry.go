package dependency

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	maxAttempts  = 3
	basePause    = 100 * time.Millisecond
	longestPause = 2 * time.Second
)

// retry calls attempt until one is final; a pause that would reach beyond the deadline is not begun.
func (c *Client) retry(ctx context.Context, method, path string) (*Answer, error) {
	bounded, cancel := context.WithTimeout(ctx, c.deadline)
	defer cancel()
	pauses := &fullJitter{chance: c.chance}
	attempt := func() (*Answer, error) {
		answer, err := c.attempt(ctx, bounded, method, path)
		if err != nil && !(isIdempotent(method) && isRetriable(err)) {
			return nil, backoff.Permanent(err)
		}
		pauses.atLeast = retryAfter(err)
		return answer, err
	}
	answer, err := backoff.Retry(ctx, attempt,
		backoff.WithBackOff(pauses),
		backoff.WithMaxTries(maxAttempts),
		backoff.WithMaxElapsedTime(c.deadline),
		backoff.WithNotify(func(error, time.Duration) { c.metrics.CountRetry(c.Name, "retry") }),
	)
	var permanent *backoff.PermanentError
	if errors.As(err, &permanent) { // of the last attempt
		err = permanent.Err
	}
	var refused *openError
	switch {
	case err == nil:
		c.metrics.CountRetry(c.Name, "success")
	case ctx.Err() == nil && !errors.As(err, &refused):
		c.metrics.CountRetry(c.Name, "exhausted")
	}
	return answer, err
}

// fullJitter pauses for anything up to a bound that doubles, and not shorter than the dependency asked for.
type fullJitter struct {
	chance  func() float64 // in [0, 1)
	attempt int
	atLeast time.Duration
}

// NextBackOff implements backoff.BackOff.
func (j *fullJitter) NextBackOff() time.Duration {
	bound := min(float64(longestPause), float64(basePause)*math.Exp2(float64(j.attempt)))
	j.attempt++
	return max(time.Duration(j.chance()*bound), j.atLeast)
}

// Reset implements backoff.BackOff.
func (j *fullJitter) Reset() {
	j.attempt, j.atLeast = 0, 0
}

func isIdempotent(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete:
		return true
	default:
		return false
	}
}

// isRetriable tells whether another attempt may end better: after no answer, and after some.
func isRetriable(err error) bool {
	var refused *openError
	var failed *statusError
	switch {
	case errors.As(err, &refused), errors.Is(err, errAbandoned):
		return false
	case errors.As(err, &failed):
		return isRetriedStatus(failed.status)
	default:
		return true
	}
}

func isRetriedStatus(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

func retryAfter(err error) time.Duration {
	var failed *statusError
	if errors.As(err, &failed) {
		return failed.retryAfter
	}
	return 0
}

// parseRetryAfter reads a Retry-After header, seconds or date; zero if there is none that can be read.
func parseRetryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseUint(text, 10, 30); err == nil {
		return time.Duration(seconds) * time.Second
	}
	if moment, err := http.ParseTime(text); err == nil {
		return max(0, moment.Sub(now))
	}
	return 0
}
