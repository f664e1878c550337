package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"service/internal/problem"
)

// WriteJSON answers with a JSON document.
func WriteJSON(w http.ResponseWriter, status int, document any) error {
	content, err := json.Marshal(document)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(content) // a caller that is gone cannot be told
	return nil
}

// ReadJSON reads the body of a request into document, which must have a field for every member.
func ReadJSON(r *http.Request, document any) error {
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media != "application/json" {
		return Refuse(problem.Invalid{At: "body", Reason: "Content-Type is not application/json"})
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(document); err != nil {
		return Refuse(invalid(err))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Refuse(problem.Invalid{At: "body", Reason: "is followed by something else"})
	}
	return nil
}

// Refuse says what is wrong with a request; it returns nil when nothing is.
func Refuse(found ...problem.Invalid) error {
	if len(found) == 0 {
		return nil
	}
	return &problem.Error{
		Status:  http.StatusUnprocessableEntity,
		Detail:  "The request is not valid.",
		Invalid: found,
	}
}

func invalid(err error) problem.Invalid {
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		at := strings.TrimSuffix("body."+mistyped.Field, ".")
		return problem.Invalid{At: at, Reason: "must be " + jsonType(mistyped)}
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
		return problem.Invalid{At: "body." + strings.Trim(name, `"`), Reason: "is not known"}
	}
	return problem.Invalid{At: "body", Reason: "is not JSON"}
}

func jsonType(mistyped *json.UnmarshalTypeError) string {
	switch mistyped.Type.String() {
	case "int":
		return "a whole number"
	case "string":
		return "a string"
	default:
		return "an object"
	}
}
