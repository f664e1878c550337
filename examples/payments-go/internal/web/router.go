package web

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"service/internal/contract"
	"service/internal/problem"
)

// Router routes as http.ServeMux does, and answers what matches no route with a problem document.
type Router struct {
	mux       *http.ServeMux
	unmatched http.Handler
}

// NewRouter registers the routes. Each handler is wrapped here, where its route is known, and not
// around the router: copies of a request that layers make would not tell what it was routed to.
func NewRouter(routes []Route, wrap func(endpoint string, handler Handler) http.Handler) *Router {
	router := &Router{
		mux:       http.NewServeMux(),
		unmatched: withoutPattern(wrap(contract.UnmatchedEndpoint, notFound)),
	}
	router.mux.Handle("/", router.unmatched)
	methods := map[string][]string{}
	for _, route := range routes {
		router.mux.Handle(route.Method+" "+route.Path, wrap(route.Path, route.Handle))
		methods[route.Path] = append(methods[route.Path], route.Method)
	}
	for template, allowed := range methods {
		slices.Sort(allowed)
		refuse := withoutPattern(wrap(contract.UnmatchedEndpoint, notAllowed(allowed)))
		router.mux.Handle(template, refuse)
		if !slices.Contains(allowed, http.MethodHead) {
			router.mux.Handle("HEAD "+template, refuse) // else it would match what is registered for GET
		}
	}
	return router
}

// ServeHTTP routes one request. The mux would redirect a path like //orders/../orders without
// anybody counting it; here no route matches it.
func (router *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.RequestURI == "*" || !isClean(r.URL.EscapedPath()) {
		router.unmatched.ServeHTTP(w, r)
		return
	}
	router.mux.ServeHTTP(w, r)
}

func isClean(escaped string) bool {
	return strings.HasPrefix(escaped, "/") && (path.Clean(escaped) == strings.TrimSuffix(escaped, "/") || escaped == "/")
}

// withoutPattern hides the catch-all pattern, so that no span is named by it.
func withoutPattern(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Pattern = ""
		next.ServeHTTP(w, r)
	})
}

func notFound(http.ResponseWriter, *http.Request) error {
	return problem.New(http.StatusNotFound, "Not Found")
}

func notAllowed(methods []string) Handler {
	refusal := &problem.Error{
		Status: http.StatusMethodNotAllowed,
		Detail: "Method Not Allowed",
		Header: http.Header{"Allow": {strings.Join(methods, ", ")}},
	}
	return func(http.ResponseWriter, *http.Request) error { return refusal }
}
