package web

import (
	"encoding/json"
	"math"
	"os"
	"testing"
	"time"
)

// As many requests are let in as the vector says, the rest is told when to come back.
func TestRateLimitFollowsTheVectors(t *testing.T) {
	content, err := os.ReadFile("../../tests/vectors/rate_limit.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Law       string
			PerSecond float64 `json:"per_second"`
			Burst     int
			Steps     []struct {
				At            float64
				Take, Allowed int
				RetryAfter    int `json:"retry_after"`
			}
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	for _, vector := range file.Vectors {
		t.Run(vector.Law, func(t *testing.T) {
			bucket := newTokenBucket(vector.PerSecond, vector.Burst)
			for _, step := range vector.Steps {
				now := start.Add(time.Duration(step.At * float64(time.Second)))
				allowed, retryAfter := 0, 0
				for range step.Take {
					wait := bucket.take(now)
					if wait == 0 {
						allowed++
					} else if retryAfter == 0 {
						retryAfter = int(math.Ceil(wait.Seconds()))
					}
				}
				if allowed != step.Allowed || retryAfter != step.RetryAfter {
					t.Errorf("at %v s %d are allowed, the rest after %d s", step.At, allowed, retryAfter)
				}
			}
		})
	}
}
