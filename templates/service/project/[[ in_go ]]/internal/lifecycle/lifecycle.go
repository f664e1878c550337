// Package lifecycle knows how far the process is between its start and its end.
package lifecycle

import (
	"net/http"
	"sync/atomic"
)

// Phase is what the process is doing.
type Phase int32

// The phases, in their order.
const (
	Starting Phase = iota
	Serving
	Draining
)

func (p Phase) String() string {
	return [...]string{"starting", "serving", "draining"}[p]
}

// Lifecycle holds the current phase; its zero value is starting.
type Lifecycle struct {
	phase atomic.Int32
}

// Phase returns the current phase.
func (l *Lifecycle) Phase() Phase {
	return Phase(l.phase.Load())
}

// Enter changes the phase.
func (l *Lifecycle) Enter(phase Phase) {
	l.phase.Store(int32(phase))
}

// Middleware asks clients, while draining, to come back on a new connection: to another process.
func (l *Lifecycle) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.Phase() == Draining {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
