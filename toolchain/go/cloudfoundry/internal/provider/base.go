package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// resourceBase gives a resource its type name, the client, its identity and import by guid.
type resourceBase struct {
	name string
	// identity is the one attribute of the resource's identity; it holds the guid.
	identity string
	cf       *client.Client
}

func (b *resourceBase) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + b.name
}

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.cf = configured(req.ProviderData, &resp.Diagnostics)
}

func (b *resourceBase) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		b.identity: identityschema.StringAttribute{RequiredForImport: true, Description: "The object's guid."},
	}}
}

func (b *resourceBase) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resource.ImportStatePassthroughWithIdentity(ctx, path.Root("id"), path.Root(b.identity), req, resp)
}

// keep stores an object and its identity. What has vanished is removed from state without an identity, as the real
// provider does it. Terraform sends the identity that it knows since 1.12; before that there is none then, and the
// framework makes an error of it that names no object.
func (b *resourceBase) keep(ctx context.Context, model any, id types.String, state *tfsdk.State, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	diags.Append(state.Set(ctx, model)...)
	diags.Append(identity.SetAttribute(ctx, path.Root(b.identity), id)...)
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
