// Package contract says what this service is called and promises, from the answers it was generated with.
//
// observability/contract.yaml holds the whole contract; tests/contract_test.go compares the two.
package contract

// What the service is called, and where it listens unless told otherwise.
const (
	ServiceName = "payments"
	DefaultPort = 8080
)

// Label values for what has no name of its own.
const (
	UnmatchedEndpoint = "_unmatched" // no route for this path and method
	OtherMethod       = "_OTHER"     // a method that HTTP does not know
	NoAnswerStatus    = "_error"     // a dependency did not answer
	DefaultVariant    = "_default"   // a flag's value came from the code, not from the file
)

// ClientAbortStatus is counted when the caller hung up before the answer.
const ClientAbortStatus = 499

// DurationBuckets are the bounds of every histogram, in seconds.
//
// 0.25 is the threshold of the latency objective: alerts read that bucket, it must stay.
var DurationBuckets = []float64{
	0.005,
	0.01,
	0.025,
	0.05,
	0.075,
	0.1,
	0.25,
	0.5,
	0.75,
	1,
	2.5,
	5,
	7.5,
	10,
}

// MethodLabel returns the method if it is a known one: anybody can send another word a request.
func MethodLabel(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	default:
		return OtherMethod
	}
}
