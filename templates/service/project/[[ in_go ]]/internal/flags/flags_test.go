package flags

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/open-feature/go-sdk/openfeature"

	"service/internal/config"
)

// The error names the flag and what is wrong with it.
func TestFlagsWrongDefinitionIsNamed(t *testing.T) {
	for definition, want := range map[string]string{
		`{"state": "on", "variants": {"on": true}, "defaultVariant": "on"}`:                                         "state is not one of",
		`{"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "maybe"}`:                                 "defaultVariant is not one of",
		`{"state": "ENABLED", "variants": {}, "defaultVariant": "on"}`:                                              "has no variants",
		`{"state": "ENABLED", "variants": {"on": true, "off": 0}, "defaultVariant": "on"}`:                          "different types",
		`{"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on", "targeting": {"if": [true, "on"]}}`: "targeting is not supported",
		`[]`: "is no object",
	} {
		_, err := Parse([]byte(`{"flags": {"express": ` + definition + `}}`))
		if err == nil || !strings.Contains(err.Error(), "express: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v", definition, err)
		}
	}
}

// A share of requests lies between none and all, a delay is a number.
func TestFlagsImpossibleFaultsAreNamed(t *testing.T) {
	for fault, want := range map[string]string{
		`"fault.error_ratio": {"state": "ENABLED", "variants": {"x": -0.1}, "defaultVariant": "x"}`: "ratio from 0 to 1",
		`"fault.error_ratio": {"state": "ENABLED", "variants": {"x": 1.5}, "defaultVariant": "x"}`:  "ratio from 0 to 1",
		`"fault.error_ratio": {"state": "ENABLED", "variants": {"x": true}, "defaultVariant": "x"}`: "ratio from 0 to 1",
		`"fault.latency_ms": {"state": "ENABLED", "variants": {"x": "1"}, "defaultVariant": "x"}`:   "milliseconds",
	} {
		if _, err := Parse([]byte(`{"flags": {` + fault + `}}`)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s gives %v", fault, err)
		}
	}
}

// A disabled flag says what the code says.
func TestFlagsDisabledIsNeutral(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flags.json")
	content := `{"flags": {"express": {"state": "DISABLED", "variants": {"on": true}, "defaultVariant": "on"}}}`
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	provider := &fileProvider{path: path}
	if _, err := provider.load(); err != nil {
		t.Fatal(err)
	}
	found := provider.BooleanEvaluation(t.Context(), "express", false, nil)
	if found.Value || found.Variant != "" || found.Reason != openfeature.DisabledReason {
		t.Errorf("it says %+v", found)
	}
}

// The provider serves every type that OpenFeature knows, numbers as what they are asked for.
func TestFlagsOfEveryType(t *testing.T) {
	path := filepath.Join(t.TempDir(), "flags.json")
	content := `{"flags": {
		"word": {"state": "ENABLED", "variants": {"a": "x"}, "defaultVariant": "a"},
		"number": {"state": "ENABLED", "variants": {"a": 7}, "defaultVariant": "a"},
		"object": {"state": "ENABLED", "variants": {"a": {"b": 1}}, "defaultVariant": "a"}
	}}`
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	provider := &fileProvider{path: path}
	if _, err := provider.load(); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	word, whole := provider.StringEvaluation(ctx, "word", "", nil), provider.IntEvaluation(ctx, "number", 0, nil)
	number, object := provider.FloatEvaluation(ctx, "number", 0, nil), provider.ObjectEvaluation(ctx, "object", nil, nil)
	if word.Value != "x" || whole.Value != 7 || number.Value != 7 || object.Value.(map[string]any)["b"] != 1.0 {
		t.Errorf("they say %v, %v, %v, %v", word.Value, whole.Value, number.Value, object.Value)
	}
}

// The flags of the repository are all neutral.
func TestFlagsShippedInjectNothing(t *testing.T) {
	content, err := os.ReadFile("../../" + config.Default().FlagsFile)
	if err != nil {
		t.Fatal(err)
	}
	flags, err := Parse(content)
	if err != nil {
		t.Fatal(err)
	}
	for _, flag := range flags {
		if flag.Misbehaves() {
			t.Errorf("%s misbehaves", flag.Name)
		}
	}
	for _, name := range []string{"express-orders", "fault.error_ratio", "fault.latency_ms", "fault.not_ready"} {
		if !slices.Contains(slices.Collect(maps.Keys(flags)), name) {
			t.Errorf("%s is missing", name)
		}
	}
}
