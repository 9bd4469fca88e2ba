package provider

import (
	"context"
	"fmt"
	"time"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// graceAfterCancel is short: whoever presses Ctrl-C twice loses the state altogether.
const graceAfterCancel = 10 * time.Second

// outlive gives a run that is or gets cancelled a little more time to learn what it has left behind.
func outlive(ctx context.Context) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(graceAfterCancel, cancel) })
	return longer, func() {
		stop()
		cancel()
	}
}

// orphanHint says what to do about an object that may exist although state does not know it. It is empty
// if the server surely refused to create it.
func orphanHint(err error, kind, guid string) string {
	if client.IsRejection(err) {
		return ""
	}
	if guid == "" {
		guid = "GUID"
	}
	return fmt.Sprintf("\n\nIt may exist on the platform nevertheless, unknown to Terraform. Look for it there; then either delete it, "+
		"or take it over with: terraform import cloudfoundry_%s.NAME %s", kind, guid)
}
