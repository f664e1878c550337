// Command basket keeps what customers are about to buy.
package main

import (
	"log"
	"net/http"
	"os"

	"git.shop.example/checkout/basket/v2/internal/basket"
)

func main() {
	log.SetOutput(os.Stdout)
	server := &http.Server{Addr: ":9090", Handler: basket.Routes()}
	log.Fatal(server.ListenAndServe())
}
