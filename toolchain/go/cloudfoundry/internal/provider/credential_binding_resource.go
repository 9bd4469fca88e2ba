package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type credentialBindingResource struct{ resourceBase }

func newCredentialBindingResource() resource.Resource {
	return &credentialBindingResource{resourceBase{name: "service_credential_binding", identity: "service_credential_binding_guid"}}
}

type credentialBindingModel struct {
	baseModel
	metadataModel
	Type          types.String         `tfsdk:"type"`
	Instance      types.String         `tfsdk:"service_instance"`
	Name          types.String         `tfsdk:"name"`
	App           types.String         `tfsdk:"app"`
	Parameters    jsontypes.Normalized `tfsdk:"parameters"`
	Credentials   jsontypes.Normalized `tfsdk:"credential_binding"`
	LastOperation types.Object         `tfsdk:"last_operation"`
}

// take copies the server's view; parameters stay as configured.
func (m *credentialBindingModel) take(ctx context.Context, from *client.CredentialBinding, diags *diag.Diagnostics) {
	m.baseModel.take(from.Base)
	m.metadataModel.take(ctx, from.Metadata, diags)
	m.Type = types.StringValue(from.Type)
	m.Name = types.StringPointerValue(from.Name)
	m.Instance = types.StringValue(from.Relationships.ServiceInstance.GUID())
	m.LastOperation = lastOperation(from.LastOperation)
}

// readDetails stores null and warns where the credentials cannot be had: the key itself is there.
func (m *credentialBindingModel) readDetails(ctx context.Context, cf *client.Client, diags *diag.Diagnostics) {
	text, err := cf.BindingDetails(ctx, m.ID.ValueString())
	if err != nil {
		diags.AddWarning("API Error Fetching Service Credential Binding Details.", "Request failed with "+err.Error()+".")
		m.Credentials = jsontypes.NewNormalizedNull()
		return
	}
	m.Credentials = jsontypes.NewNormalizedValue(text)
}

func (r *credentialBindingResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model credentialBindingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	metadata := model.metadataModel.patch(ctx, noMetadata(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	name := model.Name.ValueString()
	job, binding, err := r.cf.CreateKey(ctx, client.KeyCreate{
		Name: name, Instance: model.Instance.ValueString(), Parameters: rawJSON(model.Parameters), Metadata: metadata,
	})
	if err != nil {
		resp.Diagnostics.AddError("API Error in creating service Credential Binding",
			fmt.Sprintf("Unable to create Credential Binding %s: %s%s", name, err, orphanHint(err, "service_credential_binding", "")))
		return
	}
	if job != nil {
		if binding = r.awaitKey(ctx, job, model, &resp.Diagnostics); binding == nil {
			return
		}
	}
	model.take(ctx, binding, &resp.Diagnostics)
	model.readDetails(ctx, r.cf, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

// awaitKey returns nil after an error. Unlike an instance, a key that failed is not kept in state: the
// server lets the same name be used again.
func (r *credentialBindingResource) awaitKey(ctx context.Context, job *client.Job, model credentialBindingModel, diags *diag.Diagnostics) *client.CredentialBinding {
	name := model.Name.ValueString()
	hint := func() string {
		return orphanHint(nil, "service_credential_binding", job.GUID("service_credential_binding"))
	}
	if err := r.cf.Await(ctx, job, client.DefaultLimit); err != nil {
		detail := fmt.Sprintf("Service Credential Binding verification failed for %s: %s", name, err)
		if ctx.Err() != nil {
			detail += hint()
		}
		diags.AddError("Unable to verify service credential binding creation", detail)
		return nil
	}
	ctx, done := outlive(ctx)
	defer done()
	binding, err := r.cf.FindKey(ctx, name, model.Instance.ValueString())
	if err != nil {
		diags.AddError("Error fetching service credential binding after creation",
			fmt.Sprintf("Unable to find Credential Binding %s: %s%s", name, err, hint()))
		return nil
	}
	return binding
}

func (r *credentialBindingResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model credentialBindingModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	binding, err := r.cf.Binding(ctx, model.ID.ValueString())
	if client.IsGone(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("API Error Reading service_credential_binding "+model.ID.ValueString(),
			"Request failed with "+err.Error()+".")
		return
	}
	if binding.Type != client.TypeKey {
		addUnsupported("credential bindings of type "+binding.Type, &resp.Diagnostics)
		return
	}
	model.take(ctx, binding, &resp.Diagnostics)
	model.readDetails(ctx, r.cf, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

// Update changes labels and annotations; everything else makes a new key.
func (r *credentialBindingResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model, state credentialBindingModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	metadata := model.metadataModel.patch(ctx, state.metadataModel, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	binding, err := r.cf.UpdateBinding(ctx, state.ID.ValueString(), metadata)
	if err != nil {
		resp.Diagnostics.AddError("API Error in updating service credential binding",
			fmt.Sprintf("Unable to update Credential Binding %s: %s", model.Name.ValueString(), err))
		return
	}
	model.take(ctx, binding, &resp.Diagnostics)
	model.readDetails(ctx, r.cf, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *credentialBindingResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model credentialBindingModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	job, err := r.cf.DeleteBinding(ctx, model.ID.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error in deleting service credential binding",
			fmt.Sprintf("Unable to delete Credential Binding %s: %s", model.Name.ValueString(), err))
		return
	}
	if job == nil {
		return
	}
	if err := r.cf.Await(ctx, job, client.DefaultLimit); err != nil {
		resp.Diagnostics.AddError("Unable to verify service credential binding deletion",
			fmt.Sprintf("Service Credential Binding deletion verification failed for %s: %s", model.Name.ValueString(), err))
	}
}
