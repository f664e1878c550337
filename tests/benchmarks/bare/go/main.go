// The peer: orders on net/http, with nothing around them.
package main

import (
	"crypto/rand"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"slices"
	"sync"
)

type order struct {
	ID       string `json:"order_id"`
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	Express  bool   `json:"express"`
}

type service struct {
	mu     sync.Mutex
	orders []order // the newest last
}

func (s *service) create(w http.ResponseWriter, r *http.Request) {
	made := order{ID: rand.Text()}
	if err := json.NewDecoder(r.Body).Decode(&made); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	s.mu.Lock()
	s.orders = append(s.orders, made)
	s.mu.Unlock()
	answer(w, http.StatusCreated, made)
}

func (s *service) list(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	newest := slices.Clone(s.orders[max(0, len(s.orders)-100):])
	s.mu.Unlock()
	slices.Reverse(newest)
	answer(w, http.StatusOK, newest)
}

func answer(w http.ResponseWriter, status int, document any) {
	content, err := json.Marshal(document)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(content)
}

func main() {
	s := &service{}
	http.HandleFunc("POST /orders", s.create)
	http.HandleFunc("GET /orders", s.list)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
