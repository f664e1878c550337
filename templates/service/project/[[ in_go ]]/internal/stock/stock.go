// Package stock knows whether an article is available: it asks the first dependency, or looks into memory.
package stock

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"service/internal/dependency"
	"service/internal/web"
)

// Stock knows what is available.
type Stock interface {
	IsAvailable(ctx context.Context, sku string) (bool, error)
}

// Memory has everything but what was sold out: a stand-in for a real inventory.
type Memory struct{}

// IsAvailable never fails.
func (Memory) IsAvailable(_ context.Context, sku string) (bool, error) {
	return sku != "sold-out", nil
}

// Remote asks the dependency that keeps the stock.
type Remote struct {
	Client *dependency.Client
}

// IsAvailable asks; an unknown article is not available.
func (r Remote) IsAvailable(ctx context.Context, sku string) (bool, error) {
	answer, err := r.Client.Call(ctx, http.MethodGet, "/stock/"+url.PathEscape(sku))
	if err != nil {
		return false, err
	}
	switch answer.Status {
	case http.StatusOK:
	case http.StatusNotFound:
		return false, nil
	default:
		return false, &dependency.Error{Name: r.Client.Name, Why: fmt.Sprintf("answered %d", answer.Status)}
	}
	var said struct {
		SKU       *string `json:"sku"`
		Available *bool   `json:"available"`
	}
	if err := json.Unmarshal(answer.Body, &said); err != nil || said.SKU == nil || said.Available == nil {
		return false, &dependency.Error{Name: r.Client.Name, Why: "answered nonsense"}
	}
	return *said.Available, nil
}

type availability struct {
	SKU       string `json:"sku"`
	Available bool   `json:"available"`
}

// Routes are what stock answers over HTTP.
func Routes(stock Stock) []web.Route {
	read := func(w http.ResponseWriter, r *http.Request) error {
		sku := r.PathValue("sku")
		available, err := stock.IsAvailable(r.Context(), sku)
		if err != nil {
			return err
		}
		return web.WriteJSON(w, http.StatusOK, availability{sku, available})
	}
	return []web.Route{{Method: http.MethodGet, Path: "/stock/{sku}", Statuses: []int{200}, Handle: read}}
}
