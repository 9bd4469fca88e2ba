package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type credentialBindingDataSource struct{ dataSourceBase }

func newCredentialBindingDataSource() datasource.DataSource {
	return &credentialBindingDataSource{dataSourceBase{name: "service_credential_binding_details"}}
}

func (d *credentialBindingDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the access to a service instance by name.",
		Attributes: withDataCommon(map[string]schema.Attribute{
			"service_instance": schema.StringAttribute{Required: true, MarkdownDescription: "The guid of the service instance."},
			"type": schema.StringAttribute{
				Required: true, MarkdownDescription: "`key`; this stand-in does not support `app`.",
				Validators: []validator.String{stringvalidator.OneOf("app", "key")},
			},
			"name":               schema.StringAttribute{Optional: true, MarkdownDescription: "The key's name."},
			"app":                schema.StringAttribute{Optional: true, MarkdownDescription: "The guid of the bound app."},
			"credential_binding": dataJSON("The credentials, as JSON."),
			"parameters":         dataJSON("What the broker was told, as JSON."),
			"last_operation":     dataLastOperation(),
		}),
	}
}

func (d *credentialBindingDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model credentialBindingModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Here and not while validating, as in the real provider.
	model.check(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if model.Type.ValueString() == "app" {
		addUnsupported("credential bindings of type app", &resp.Diagnostics)
		return
	}
	binding, err := d.cf.LookUpKey(ctx, model.Name.ValueString(), model.Instance.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error Fetching Service Credential Binding.", "Request failed with "+err.Error()+".")
		return
	}
	if binding.Type != client.TypeKey {
		addUnsupported("credential bindings of type "+binding.Type, &resp.Diagnostics)
		return
	}
	model.take(ctx, binding, &resp.Diagnostics)
	model.readDetails(ctx, d.cf, &resp.Diagnostics)
	model.readParameters(ctx, d.cf, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// readParameters warns where the broker does not tell them, and stores null: unlike an instance's, which are
// the text null then.
func (m *credentialBindingModel) readParameters(ctx context.Context, cf *client.Client, diags *diag.Diagnostics) {
	text, err := cf.BindingParameters(ctx, m.ID.ValueString())
	if err != nil {
		diags.AddWarning("Unable to fetch Parameters.", "Request failed with "+err.Error()+".")
		m.Parameters = jsontypes.NewNormalizedNull()
		return
	}
	m.Parameters = jsontypes.NewNormalizedValue(text)
}
