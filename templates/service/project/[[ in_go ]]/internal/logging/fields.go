package logging

import (
	"fmt"
	"log/slog"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// reserved are the fields that only this package sets; others of these names get a prefix.
var reserved = []string{
	"timestamp", "level", "message", "service", "version", "environment", "request_id", "trace_id", "span_id",
	slog.TimeKey, slog.MessageKey,
}

// fields are the attributes of one line: flat, without secrets, each name once.
type fields []slog.Attr

// add takes in an attribute below a group. A group or a map becomes one field for each of its
// entries (name.key), a list one text.
func (f *fields) add(group string, attr slog.Attr) {
	value := attr.Value.Resolve()
	name := join(group, attr.Key)
	if isSecret(name) {
		f.set(name, slog.StringValue(Redacted))
		return
	}
	switch value.Kind() {
	case slog.KindGroup:
		for _, inner := range value.Group() {
			f.add(name, inner)
		}
	case slog.KindString:
		f.set(name, slog.StringValue(RedactText(value.String())))
	case slog.KindFloat64:
		f.set(name, finite(value))
	case slog.KindDuration:
		f.set(name, slog.Float64Value(value.Duration().Seconds()))
	case slog.KindTime:
		f.set(name, slog.StringValue(value.Time().UTC().Format(timestampLayout)))
	case slog.KindAny:
		f.addAny(name, value.Any())
	default:
		f.set(name, value)
	}
}

func (f *fields) addAny(name string, thing any) {
	switch known := thing.(type) {
	case nil:
		f.set(name, slog.AnyValue(nil))
		return
	case error:
		f.set(name, slog.StringValue(RedactText(known.Error())))
		return
	case fmt.Stringer:
		f.set(name, slog.StringValue(RedactText(known.String())))
		return
	}
	switch value := reflect.ValueOf(thing); value.Kind() {
	case reflect.Map:
		for entry := value.MapRange(); entry.Next(); {
			f.add(name, slog.Any(fmt.Sprint(entry.Key()), entry.Value().Interface()))
		}
	case reflect.Slice, reflect.Array:
		items := make([]string, value.Len())
		for i := range items {
			items[i] = fmt.Sprint(value.Index(i))
		}
		f.set(name, slog.StringValue(RedactText(strings.Join(items, "; "))))
	default:
		f.set(name, slog.StringValue(RedactText(fmt.Sprintf("%+v", thing))))
	}
}

// finite turns what JSON has no number for into text.
func finite(value slog.Value) slog.Value {
	if number := value.Float64(); math.IsNaN(number) || math.IsInf(number, 0) {
		return slog.StringValue(strconv.FormatFloat(number, 'g', -1, 64))
	}
	return value
}

// set keeps the last value of a name.
func (f *fields) set(name string, value slog.Value) {
	if slices.Contains(reserved, name) {
		name = "extra." + name
	}
	for i := range *f {
		if (*f)[i].Key == name {
			(*f)[i].Value = value
			return
		}
	}
	*f = append(*f, slog.Attr{Key: name, Value: value})
}

func join(group, name string) string {
	switch {
	case group == "":
		return name
	case name == "":
		return group
	default:
		return group + "." + name
	}
}
