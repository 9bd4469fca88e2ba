package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// resourceBase gives a resource its type name, the client and import by guid.
type resourceBase struct {
	name string
	cf   *client.Client
}

func (b *resourceBase) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + b.name
}

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.cf = configured(req.ProviderData, &resp.Diagnostics)
}

func (b *resourceBase) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughID(ctx, path.Root("id"), req, resp)
}

// dataSourceBase gives a data source its type name and the client.
type dataSourceBase struct {
	name string
	cf   *client.Client
}

func (b *dataSourceBase) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + b.name
}

func (b *dataSourceBase) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	b.cf = configured(req.ProviderData, &resp.Diagnostics)
}

// configured is nil during validation, when there is no client yet.
func configured(data any, diags *diag.Diagnostics) *client.Client {
	if data == nil {
		return nil
	}
	cf, ok := data.(*client.Client)
	if !ok {
		diags.AddError("Unexpected provider data", fmt.Sprintf("Expected a client, got %T.", data))
	}
	return cf
}
