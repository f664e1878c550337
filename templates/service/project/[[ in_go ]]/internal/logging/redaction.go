package logging

import (
	"regexp"
	"strings"
)

// Redacted stands where a secret was.
const Redacted = "[redacted]"

// credentials are the last words of the names of what must never be written.
var credentials = []string{
	"authorization", "cookie", "password", "passwd", "secret", "token", "apikey", "api_key", "api-key",
}

var (
	bearer     = regexp.MustCompile(`(?i)\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+`)
	userInURL  = regexp.MustCompile(`(?i)(\b[a-z][a-z0-9+.-]*://)[^\s/@]+@`)
	assignment = regexp.MustCompile(
		`(?i)\b([\w-]*(?:` + strings.Join(credentials, "|") + `)["']?\s*[=:]\s*["']?)((?:Bearer|Basic)\s+)?[^\s"'&,;]+`,
	)
)

// RedactText takes credentials out of running text, a URL or a query string.
func RedactText(text string) string {
	if !mayHoldSecret(text) {
		return text
	}
	text = bearer.ReplaceAllString(text, "${1} "+Redacted)
	text = userInURL.ReplaceAllString(text, "${1}"+Redacted+"@")
	return assignment.ReplaceAllString(text, "${1}${2}"+Redacted)
}

// mayHoldSecret spares most lines the expressions: every request is logged, and few speak of secrets.
func mayHoldSecret(text string) bool {
	if strings.ContainsAny(text, "=:") {
		return true
	}
	lower := strings.ToLower(text)
	return strings.Contains(lower, "bearer") || strings.Contains(lower, "basic")
}

// isSecret tells whether a field's name ends in such a word, as db_password and x-api-key do.
func isSecret(name string) bool {
	for _, word := range credentials {
		start := len(name) - len(word)
		if start >= 0 && strings.EqualFold(name[start:], word) && (start == 0 || strings.ContainsAny(name[start-1:start], "._-")) {
			return true
		}
	}
	return false
}
