package web

import (
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"service/internal/metrics"
	"service/internal/problem"
)

const limiterName = "inbound"

// RateLimit turns requests away when more come than the service can take, in all routes together.
func RateLimit(perSecond float64, burst int, counted *metrics.Metrics) Layer {
	bucket := newTokenBucket(perSecond, burst)
	allowed := counted.RateLimitDecision(limiterName, "allowed")
	rejected := counted.RateLimitDecision(limiterName, "rejected")
	return func(next Handler) Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			if wait := bucket.take(time.Now()); wait > 0 {
				rejected.Inc()
				return &problem.Error{
					Status:     http.StatusTooManyRequests,
					Detail:     "Too many requests; come back later.",
					RetryAfter: wait,
				}
			}
			allowed.Inc()
			return next(w, r)
		}
	}
}

// tokenBucket holds up to a burst of tokens and gains some every second; every request takes one.
type tokenBucket struct {
	limiter *rate.Limiter
}

func newTokenBucket(perSecond float64, burst int) *tokenBucket {
	return &tokenBucket{rate.NewLimiter(rate.Limit(perSecond), burst)}
}

// take takes a token and returns zero, or returns the time until there is one.
//
// It does not reserve: a reservation that is cancelled under load does not always give its token back.
func (b *tokenBucket) take(now time.Time) time.Duration {
	if b.limiter.AllowN(now, 1) {
		return 0
	}
	missing := 1 - b.limiter.TokensAt(now)
	wait := time.Duration(missing / float64(b.limiter.Limit()) * float64(time.Second))
	return max(wait, time.Millisecond)
}
