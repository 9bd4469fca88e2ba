package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *credentialBindingResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Access to a service instance.",
		Attributes: withCommon(withMetadata(map[string]schema.Attribute{
			"type": replacing(schema.StringAttribute{
				Required: true, MarkdownDescription: "`key`; this stand-in does not support `app`.",
				Validators: []validator.String{stringvalidator.OneOf("app", "key")},
			}),
			"service_instance": replacing(schema.StringAttribute{
				Required: true, MarkdownDescription: "The guid of the service instance.",
			}),
			"name": replacing(schema.StringAttribute{
				Optional: true, MarkdownDescription: "The key's name.",
			}),
			"app": replacing(schema.StringAttribute{
				Optional: true, MarkdownDescription: "The guid of the app to bind.",
			}),
			"parameters": replacing(schema.StringAttribute{
				Optional: true, Sensitive: true, CustomType: jsontypes.NormalizedType{},
				MarkdownDescription: "What the broker is told, as JSON. Never read back.",
			}),
			"credential_binding": schema.StringAttribute{
				Computed: true, Sensitive: true, CustomType: jsontypes.NormalizedType{},
				MarkdownDescription: "The credentials, as JSON.",
			},
			"last_operation": lastOperationAttribute(),
		})),
	}
}

func (r *credentialBindingResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var model credentialBindingModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	model.check(&resp.Diagnostics)
}

// check tells what the type needs or forbids.
func (m *credentialBindingModel) check(diags *diag.Diagnostics) {
	switch m.Type.ValueString() {
	case "key":
		if m.Name.IsNull() {
			diags.AddAttributeError(path.Root("name"), "Missing attribute name", "Name is required for a service key")
		}
		if !m.App.IsNull() {
			diags.AddAttributeError(path.Root("app"), "Invalid attribute combination", "A service key belongs to no app")
		}
	case "app":
		if m.App.IsNull() {
			diags.AddAttributeError(path.Root("app"), "Missing attribute app", "App is required for an app binding")
		}
	}
}

// ModifyPlan refuses what only the real provider can do.
func (r *credentialBindingResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var kind types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("type"), &kind)...)
	if kind.ValueString() == "app" {
		addUnsupported("credential bindings of type app", &resp.Diagnostics)
	}
}
