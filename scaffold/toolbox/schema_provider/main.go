// Serves the schema of a Terraform provider, and nothing more.
//
// Terraform and OpenTofu ask a provider for its schema when they validate a module, and when they
// test one against mock_provider. This program answers from the file schema.json beside it, in the
// format of "terraform providers schema -json". It cannot be configured, so it never stands in for
// the provider in a plan or an apply.
//
// Terraform starts a provider anew for every run of a test. With the word "serve" the program goes on
// until the process that started it is gone, and prints the TF_REATTACH_PROVIDERS to reach it by.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

const schemaFile = "schema.json"

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	path := filepath.Join(filepath.Dir(program), schemaFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	address, schema, err := readSchema(text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	var options []tf6server.ServeOpt
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		options = append(options, tf6server.WithManagedDebug())
		go endWithParent(os.Getppid())
	}
	return tf6server.Serve(address, func() tfprotov6.ProviderServer {
		return &server{address: address, schema: schema}
	}, options...)
}

// endWithParent ends the program when another process has become its parent.
func endWithParent(parent int) {
	for os.Getppid() == parent {
		time.Sleep(time.Second)
	}
	os.Exit(0)
}
