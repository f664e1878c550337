package orders

import (
	"slices"
	"testing"
)

// Memory is bounded, whatever the load: a full store forgets the oldest.
func TestOrdersFullStoreForgetsTheOldest(t *testing.T) {
	store := NewStore(3)
	var added []Order
	for quantity := range 5 {
		added = append(added, store.Add("bolt", quantity+1, false))
	}
	if got, want := store.Newest(10), []Order{added[4], added[3], added[2]}; !slices.Equal(got, want) {
		t.Errorf("the newest are %v, want %v", got, want)
	}
	if _, found := store.Find(added[0].ID); found {
		t.Error("the oldest is still there")
	}
	if got := store.Newest(1); !slices.Equal(got, added[4:]) {
		t.Errorf("the newest is %v", got)
	}
}
