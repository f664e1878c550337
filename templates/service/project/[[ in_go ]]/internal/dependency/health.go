package dependency

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"service/internal/config"
)

const (
	healthInterval = 2 * time.Second
	healthTimeout  = time.Second
)

// Health knows whether the critical dependencies are up. It asks in the background, so that no probe waits for it.
type Health struct {
	critical []config.Dependency
	http     *http.Client
	logger   *slog.Logger

	mu sync.Mutex
	up map[string]bool
}

// NewHealth returns a watch over the critical dependencies, all of which are down until they were asked.
func NewHealth(settings config.Config, logger *slog.Logger, transport http.RoundTripper) *Health {
	isOther := func(one config.Dependency) bool { return !slices.Contains(settings.CriticalDependencies, one.Name) }
	return &Health{
		critical: slices.DeleteFunc(slices.Clone(settings.Dependencies), isOther),
		http:     &http.Client{Transport: transport, Timeout: healthTimeout},
		logger:   logger,
		up:       map[string]bool{},
	}
}

// Reasons names the ones that are down, or have not been asked yet.
func (h *Health) Reasons() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var down []string
	for _, one := range h.critical {
		if !h.up[one.Name] {
			down = append(down, one.Name+" is down")
		}
	}
	return down
}

// Watch asks again and again, until ctx is done.
func (h *Health) Watch(ctx context.Context) {
	ticker := time.NewTicker(healthInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			h.Check(ctx)
		case <-ctx.Done():
			return
		}
	}
}

// Check asks each of them once.
func (h *Health) Check(ctx context.Context) {
	var asking sync.WaitGroup
	for _, one := range h.critical {
		asking.Go(func() { h.note(one.Name, h.isUp(ctx, one)) })
	}
	asking.Wait()
}

// isUp asks /livez; any answer below 500 means that the dependency is up, whether it knows that path or not.
func (h *Health) isUp(ctx context.Context, one config.Dependency) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, one.URL+"/livez", http.NoBody)
	if err != nil {
		return false
	}
	response, err := h.http.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, longestAnswer) // read to its end, the connection can be used again
	return response.StatusCode < http.StatusInternalServerError
}

func (h *Health) note(name string, up bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if before, asked := h.up[name]; !asked || before != up {
		if up {
			h.logger.Info("critical dependency is up", "peer", name)
		} else {
			h.logger.Warn("critical dependency is down", "peer", name)
		}
	}
	h.up[name] = up
}
