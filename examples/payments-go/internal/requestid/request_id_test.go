package requestid_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/google/uuid"

	"service/internal/requestid"
)

// A sane ID is kept, any other is replaced by a UUID.
func TestRequestIDFollowsTheVectors(t *testing.T) {
	content, err := os.ReadFile("../../tests/vectors/request_id.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Law      string
			Offered  string
			Accepted bool
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	for _, vector := range file.Vectors {
		t.Run(vector.Law, func(t *testing.T) {
			got := requestid.Accept(vector.Offered)
			if vector.Accepted && got != vector.Offered {
				t.Errorf("it became %q", got)
			}
			if _, err := uuid.Parse(got); !vector.Accepted && (err != nil || got == vector.Offered) {
				t.Errorf("it became %q", got)
			}
		})
	}
}
