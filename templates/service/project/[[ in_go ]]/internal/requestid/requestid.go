// Package requestid keeps the request ID: the caller's if it is sane, else a new one.
package requestid

import (
	"context"
	"net/http"

	"github.com/google/uuid"
)

// Header carries the ID, on every response and on every call to a dependency.
const Header = "X-Request-ID"

const longest = 128

type key struct{}

// From returns the ID of the request that is being answered, empty outside of one.
func From(ctx context.Context) string {
	id, _ := ctx.Value(key{}).(string)
	return id
}

// Accept returns offered if it is safe to log and to pass on, else a new UUID.
func Accept(offered string) string {
	if offered == "" || len(offered) > longest {
		return uuid.NewString()
	}
	for i := range len(offered) {
		if !safe(offered[i]) {
			return uuid.NewString()
		}
	}
	return offered
}

func safe(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-'
}

// Middleware is the outermost layer: even what the layers within refuse is answered with an ID.
func Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := Accept(r.Header.Get(Header))
		w.Header().Set(Header, id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), key{}, id)))
	})
}
