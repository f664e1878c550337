// Package orders is the domain: create, list, read, change and cancel orders over HTTP.
package orders

import (
	"fmt"
	"log/slog"
	"net/http"
	"regexp"

	"service/internal/flags"
	"service/internal/problem"
	"service/internal/stock"
	"service/internal/web"
)

const (
	expressOrders   = "express-orders"
	pageLength      = 100
	largestQuantity = 1000
)

var skuText = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// Orders answers what callers ask about orders.
type Orders struct {
	Store  *Store
	Stock  stock.Stock
	Flags  *flags.Flags
	Logger *slog.Logger
}

type newOrder struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

type change struct {
	Quantity int `json:"quantity"`
}

// Routes are the methods and paths of orders.
func (o *Orders) Routes() []web.Route {
	const all, one = "/orders", "/orders/{order_id}"
	return []web.Route{
		{Method: http.MethodPost, Path: all, Statuses: []int{201, 409, 413, 422}, Handle: o.create},
		{Method: http.MethodGet, Path: all, Statuses: []int{200}, Handle: o.list},
		{Method: http.MethodGet, Path: one, Statuses: []int{200, 404}, Handle: o.read},
		{Method: http.MethodPut, Path: one, Statuses: []int{200, 404, 413, 422}, Handle: o.change},
		{Method: http.MethodDelete, Path: one, Statuses: []int{204, 404}, Handle: o.cancel},
	}
}

func (o *Orders) create(w http.ResponseWriter, r *http.Request) error {
	var wanted newOrder
	if err := web.ReadJSON(r, &wanted); err != nil {
		return err
	}
	if err := web.Refuse(append(checkSKU(wanted.SKU), checkQuantity(wanted.Quantity)...)...); err != nil {
		return err
	}
	ctx := r.Context()
	available, err := o.Stock.IsAvailable(ctx, wanted.SKU)
	if err != nil {
		return err
	}
	if !available {
		return problem.New(http.StatusConflict, wanted.SKU+" is not available.")
	}
	order := o.Store.Add(wanted.SKU, wanted.Quantity, o.Flags.IsOn(ctx, expressOrders))
	o.Logger.InfoContext(ctx, "order created", "order_id", order.ID, "sku", order.SKU, "quantity", order.Quantity)
	w.Header().Set("Location", "/orders/"+order.ID)
	return web.WriteJSON(w, http.StatusCreated, order)
}

func (o *Orders) list(w http.ResponseWriter, _ *http.Request) error {
	return web.WriteJSON(w, http.StatusOK, o.Store.Newest(pageLength))
}

func (o *Orders) read(w http.ResponseWriter, r *http.Request) error {
	order, found := o.Store.Find(r.PathValue("order_id"))
	if !found {
		return errNoOrder
	}
	return web.WriteJSON(w, http.StatusOK, order)
}

func (o *Orders) change(w http.ResponseWriter, r *http.Request) error {
	var wanted change
	if err := web.ReadJSON(r, &wanted); err != nil {
		return err
	}
	if err := web.Refuse(checkQuantity(wanted.Quantity)...); err != nil {
		return err
	}
	order, found := o.Store.ChangeQuantity(r.PathValue("order_id"), wanted.Quantity)
	if !found {
		return errNoOrder
	}
	o.Logger.InfoContext(r.Context(), "order changed", "order_id", order.ID, "quantity", order.Quantity)
	return web.WriteJSON(w, http.StatusOK, order)
}

func (o *Orders) cancel(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("order_id")
	if !o.Store.Cancel(id) {
		return errNoOrder
	}
	o.Logger.InfoContext(r.Context(), "order cancelled", "order_id", id)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

var errNoOrder = problem.New(http.StatusNotFound, "There is no such order.")

func checkSKU(sku string) []problem.Invalid {
	if skuText.MatchString(sku) {
		return nil
	}
	return []problem.Invalid{{At: "body.sku", Reason: "must be 1 to 64 letters, digits and any of . _ -"}}
}

func checkQuantity(quantity int) []problem.Invalid {
	if 1 <= quantity && quantity <= largestQuantity {
		return nil
	}
	reason := fmt.Sprintf("must be a whole number from 1 to %d", largestQuantity)
	return []problem.Invalid{{At: "body.quantity", Reason: reason}}
}
