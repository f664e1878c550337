// Command service runs the service: one process; Kubernetes multiplies it.
package main

import (
	"os"

	"service/internal/service"
)

func main() {
	os.Exit(service.Run(os.Getenv, os.Stdout))
}
