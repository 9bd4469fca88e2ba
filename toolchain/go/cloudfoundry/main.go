// Command terraform-provider-cloudfoundry is a stand-in for the provider cloudfoundry/cloudfoundry.
// README.md says what it is for and where it differs.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"btp-isc.local/toolchain/cloudfoundry/internal/provider"
)

// version appears in the User-Agent; the build sets it with -ldflags "-X main.version=…".
var version = "stand-in"

func main() {
	debug := flag.Bool("debug", false, "run so that a debugger can be attached")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address:         "registry.terraform.io/cloudfoundry/cloudfoundry",
		Debug:           *debug,
		ProtocolVersion: 6,
	})
	if err != nil {
		log.Fatal(err)
	}
}
