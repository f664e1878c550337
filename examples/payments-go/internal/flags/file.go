package flags

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

const faultPrefix = "fault."

// Flag is one flag: the values it can take and the one it takes.
type Flag struct {
	Name           string
	Enabled        bool
	Variants       map[string]any
	DefaultVariant string
}

// definition is a flag as flagd's format writes it: https://flagd.dev/reference/flag-definitions/.
//
// Targeting rules are not evaluated here: a file that has some is refused, not half understood.
type definition struct {
	State          string         `json:"state"`
	Variants       map[string]any `json:"variants"`
	DefaultVariant string         `json:"defaultVariant"`
	Targeting      map[string]any `json:"targeting"`
}

// Value is what the flag says.
func (f Flag) Value() any {
	return f.Variants[f.DefaultVariant]
}

// IsFault tells whether the flag is there to make the service misbehave.
func (f Flag) IsFault() bool {
	return strings.HasPrefix(f.Name, faultPrefix)
}

// Misbehaves tells whether it does so: a fault that is neither off nor neutral.
func (f Flag) Misbehaves() bool {
	value := f.Value()
	return f.IsFault() && f.Enabled && value != false && value != 0.0
}

// Parse reads the definitions; its error names every flag that is wrong, and how.
func Parse(content []byte) (map[string]Flag, error) {
	var document struct {
		Flags map[string]json.RawMessage `json:"flags"`
	}
	if err := json.Unmarshal(content, &document); err != nil {
		return nil, fmt.Errorf("is not a JSON object of flags: %w", err)
	}
	if document.Flags == nil {
		return nil, errors.New(`has no object "flags"`)
	}
	flags := make(map[string]Flag, len(document.Flags))
	var found []string
	for _, name := range slices.Sorted(maps.Keys(document.Flags)) {
		flag, problems := parseFlag(name, document.Flags[name])
		for _, one := range problems {
			found = append(found, name+": "+one)
		}
		flags[name] = flag
	}
	if len(found) > 0 {
		return nil, errors.New(strings.Join(found, "; "))
	}
	return flags, nil
}

func parseFlag(name string, content json.RawMessage) (Flag, []string) {
	var defined definition
	if err := json.Unmarshal(content, &defined); err != nil {
		return Flag{}, []string{"is no object of state, variants and defaultVariant"}
	}
	flag := Flag{name, defined.State == "ENABLED", defined.Variants, defined.DefaultVariant}
	var problems []string
	if len(flag.Variants) == 0 {
		return Flag{}, []string{"has no variants"}
	}
	if !flag.Enabled && defined.State != "DISABLED" {
		problems = append(problems, "state is not one of ENABLED, DISABLED")
	}
	if _, known := flag.Variants[flag.DefaultVariant]; !known {
		problems = append(problems, "defaultVariant is not one of its variants")
	}
	if len(defined.Targeting) > 0 {
		problems = append(problems, "targeting is not supported")
	}
	return flag, append(problems, checkValues(flag)...)
}

func checkValues(flag Flag) []string {
	var problems []string
	types := map[string]bool{}
	for _, value := range flag.Variants {
		types[fmt.Sprintf("%T", value)] = true
	}
	if len(types) > 1 {
		problems = append(problems, "variants are of different types")
	}
	if flag.Name == "fault.error_ratio" && !allWithin(flag, 1) {
		problems = append(problems, "is a ratio from 0 to 1")
	}
	if flag.Name == "fault.latency_ms" && !allWithin(flag, 60_000) {
		problems = append(problems, "is a number of milliseconds from 0 to 60000")
	}
	return problems
}

func allWithin(flag Flag, most float64) bool {
	for _, value := range flag.Variants {
		if number, ok := value.(float64); !ok || number < 0 || number > most {
			return false
		}
	}
	return true
}
