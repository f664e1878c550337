// Package basket has the HTTP interface.
package basket

import "net/http"

// Routes answers for an empty basket.
func Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /basket", func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte("[]\n"))
	})
	return mux
}
