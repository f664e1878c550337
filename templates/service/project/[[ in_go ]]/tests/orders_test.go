package tests

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing"

	"service/internal/config"
)

// inventory knows these articles.
func inventory(available map[string]bool) dependency {
	return func(r *http.Request) (*http.Response, error) {
		sku := path.Base(r.URL.Path)
		is, known := available[sku]
		if !known {
			return answer(404, "")
		}
		return answer(200, fmt.Sprintf(`{"sku": %q, "available": %t}`, sku, is))
	}
}

// An order is created, read, changed, listed and cancelled; then it is gone.
func TestOrdersLifeOfAnOrder(t *testing.T) {
	h := newHarness(t, with{})
	created := h.order("bolt")
	address, order := created.Header.Get("Location"), created.json(t)
	equal(t, "status", created.StatusCode, http.StatusCreated)
	equal(t, "Location", address, fmt.Sprintf("/orders/%v", order["order_id"]))
	equal[any](t, "sku", order["sku"], "bolt")
	equal[any](t, "quantity", order["quantity"], 2.0)
	equal(t, "read", h.get(address).body, created.body)

	changed := h.do("PUT", address, `{"quantity": 5}`)
	equal[any](t, "quantity", changed.json(t)["quantity"], 5.0)
	equal(t, "list", h.get("/orders").body, "["+changed.body+"]")

	cancelled := h.do("DELETE", address, "")
	equal(t, "status", cancelled.StatusCode, http.StatusNoContent)
	equal(t, "body", cancelled.body, "")
	for _, method := range []string{"GET", "DELETE"} {
		equal(t, method, h.do(method, address, "").StatusCode, http.StatusNotFound)
	}
	equal(t, "PUT", h.do("PUT", address, `{"quantity": 5}`).StatusCode, http.StatusNotFound)
}

// 422 says where and why, and does not repeat what was sent; malformed JSON is the caller's mistake, never ours.
func TestOrdersInvalidOrderIsRefused(t *testing.T) {
	h := newHarness(t, with{})
	for body, at := range map[string]string{
		`{}`:                                                    "body.sku",
		`{"sku": "bolt"}`:                                       "body.quantity",
		`{"sku": "", "quantity": 1}`:                            "body.sku",
		`{"sku": "a b", "quantity": 1}`:                         "body.sku",
		`{"sku": "../x", "quantity": 1}`:                        "body.sku",
		`{"sku": "bolt\n", "quantity": 1}`:                      "body.sku",
		`{"sku": 7, "quantity": 1}`:                             "body.sku",
		`{"sku": "bolt", "quantity": 0}`:                        "body.quantity",
		`{"sku": "bolt", "quantity": 1001}`:                     "body.quantity",
		`{"sku": "bolt", "quantity": 1.5}`:                      "body.quantity",
		`{"sku": "bolt", "quantity": "1"}`:                      "body.quantity",
		`{"sku": "bolt", "quantity": true}`:                     "body.quantity",
		`{"sku": "bolt", "quantity": null}`:                     "body.quantity",
		`{"sku": "bolt", "quantity": 1, "password": "hunter2"}`: "body.password",
		`{"sku": "bolt", "quantity": 1} {}`:                     "body",
		`[]`:                                                    "body",
		`null`:                                                  "body.sku",
		``:                                                      "body",
		`{`:                                                     "body",
		"\xff":                                                  "body",
		strings.Repeat("[", 100_000):                            "body",
		`{"sku": "` + strings.Repeat("s", 65) + `", "quantity": 1}`: "body.sku",
	} {
		response := h.do("POST", "/orders", body)
		equal(t, "status", response.StatusCode, http.StatusUnprocessableEntity)
		if want := fmt.Sprintf(`{"at":%q,`, at); !strings.Contains(response.body, want) {
			t.Errorf("%.60q is refused with %s", body, response.body)
		}
		if strings.Contains(response.body, "hunter2") {
			t.Error("the password came back")
		}
	}
	equal(t, "orders", h.get("/orders").body, "[]")
}

// A body that is not said to be JSON is not read as such.
func TestOrdersNeedAContentType(t *testing.T) {
	h := newHarness(t, with{})
	equal(t, "form", h.order("bolt", "Content-Type", "text/plain").StatusCode, http.StatusUnprocessableEntity)
	utf8 := "application/json; charset=utf-8"
	equal(t, "charset", h.order("bolt", "Content-Type", utf8).StatusCode, http.StatusCreated)
}

// An article that is not available is a conflict, whether it is sold out or not known at all.
func TestOrdersOfWhatIsNotAvailable(t *testing.T) {
	h := newHarness(t, with{Dependency: inventory(map[string]bool{"bolt": true, "nut": false})})
	for sku, status := range map[string]int{"bolt": 201, "nut": 409, "gear": 409} {
		equal(t, sku, h.order(sku).StatusCode, status)
	}
	alone := newHarness(t, with{})
	for sku, status := range map[string]int{"bolt": 201, "sold-out": 409} {
		equal(t, sku, alone.order(sku).StatusCode, status)
	}
}

// 503 with Retry-After; nothing of the dependency's own words reaches the caller.
func TestOrdersDependencyWithoutAUsefulAnswer(t *testing.T) {
	for name, useless := range map[string]dependency{
		"failed":    always(500, "inventory is broken"),
		"forbidden": always(403, ""),
		"redirect":  always(302, "", "Location", "/elsewhere"),
		"page":      always(200, "<html>"),
		"nonsense":  always(200, `{"sku": "bolt", "available": "perhaps"}`),
		"nothing":   always(200, `{}`),
	} {
		t.Run(name, func(t *testing.T) {
			response := newHarness(t, with{Dependency: useless}).order("bolt")
			equal(t, "status", response.StatusCode, http.StatusServiceUnavailable)
			if wait, err := strconv.Atoi(response.Header.Get("Retry-After")); err != nil || wait < 1 {
				t.Errorf("Retry-After is %q", response.Header.Get("Retry-After"))
			}
			if strings.Contains(response.body, "inventory") {
				t.Errorf("the caller sees %s", response.body)
			}
		})
	}
}

// Every service answers for the stock, so that services can be chained; with CHAIN_STOCK the answer is the dependency's.
func TestOrdersStock(t *testing.T) {
	none := inventory(map[string]bool{"bolt": false})
	alone := newHarness(t, with{Dependency: none})
	equal(t, "bolt", alone.get("/stock/bolt").body, `{"sku":"bolt","available":true}`)
	equal(t, "sold-out", alone.get("/stock/sold-out").body, `{"sku":"sold-out","available":false}`)
	chained := newHarness(t, with{Dependency: none, Config: func(c *config.Config) { c.ChainStock = true }})
	equal(t, "bolt", chained.get("/stock/bolt").body, `{"sku":"bolt","available":false}`)
}
