package orders

import (
	"container/list"
	"sync"

	"github.com/google/uuid"
)

// Capacity is how many orders are kept.
const Capacity = 10_000

// Order is what a customer wants.
type Order struct {
	ID       string `json:"order_id"`
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	Express  bool   `json:"express"`
}

// Store keeps the newest orders in memory and forgets the oldest when it is full: a stand-in for a database.
type Store struct {
	mu       sync.Mutex
	capacity int
	byID     map[string]*list.Element
	byAge    *list.List // of Order, the newest in front
}

// NewStore returns an empty store.
func NewStore(capacity int) *Store {
	return &Store{capacity: capacity, byID: map[string]*list.Element{}, byAge: list.New()}
}

// Add keeps a new order under a new ID.
func (s *Store) Add(sku string, quantity int, express bool) Order {
	order := Order{ID: uuid.NewString(), SKU: sku, Quantity: quantity, Express: express}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[order.ID] = s.byAge.PushFront(order)
	if s.byAge.Len() > s.capacity {
		s.remove(s.byAge.Back())
	}
	return order
}

// Find returns an order, if there is one of that ID.
func (s *Store) Find(id string) (Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	element, found := s.byID[id]
	if !found {
		return Order{}, false
	}
	return orderOf(element), true
}

// Newest returns up to count orders, the newest first.
func (s *Store) Newest(count int) []Order {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := make([]Order, 0, min(count, s.byAge.Len()))
	for element := s.byAge.Front(); element != nil && len(found) < count; element = element.Next() {
		found = append(found, orderOf(element))
	}
	return found
}

// ChangeQuantity keeps the order with another quantity, if there is one of that ID.
func (s *Store) ChangeQuantity(id string, quantity int) (Order, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	element, found := s.byID[id]
	if !found {
		return Order{}, false
	}
	order := orderOf(element)
	order.Quantity = quantity
	element.Value = order
	return order, true
}

// Cancel forgets an order, and tells whether there was one of that ID.
func (s *Store) Cancel(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	element, found := s.byID[id]
	if found {
		s.remove(element)
	}
	return found
}

func (s *Store) remove(element *list.Element) {
	delete(s.byID, orderOf(element).ID)
	s.byAge.Remove(element)
}

func orderOf(element *list.Element) Order {
	return element.Value.(Order)
}
