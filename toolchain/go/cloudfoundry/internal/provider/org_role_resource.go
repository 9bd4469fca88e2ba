package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type orgRoleResource struct{ resourceBase }

func newOrgRoleResource() resource.Resource {
	return &orgRoleResource{resourceBase{name: "org_role", identity: "role_guid"}}
}

type orgRoleModel struct {
	roleModel
	Org types.String `tfsdk:"org"`
}

func (m *orgRoleModel) take(role *client.Role, diags *diag.Diagnostics) {
	m.roleModel.take(role)
	m.Org = placed(role, "organization", role.Relationships.Organization, diags)
}

func (r *orgRoleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What a user may do in an organization.",
		Attributes: roleAttributes("org", "The guid of the organization.",
			"organization_user", "organization_auditor", "organization_manager", "organization_billing_manager"),
	}
}

func (r *orgRoleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model orgRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	role, err := r.cf.CreateOrgRole(ctx, model.Type.ValueString(), model.Org.ValueString(), model.holder())
	if err != nil {
		resp.Diagnostics.AddError("API Error Creating Role",
			fmt.Sprintf("Unable to create role %s: %s", model.Type.ValueString(), err))
		return
	}
	model.take(role, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *orgRoleResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model orgRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	role, err := r.cf.Role(ctx, model.ID.ValueString())
	if client.IsGone(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("API Error Reading Role",
			fmt.Sprintf("Unable to read role %s: %s", model.ID.ValueString(), err))
		return
	}
	model.take(role, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

// Update is never planned, because every input replaces the role.
func (r *orgRoleResource) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("Unexpected update", "A role cannot be changed.")
}

func (r *orgRoleResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model orgRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	deleteRole(ctx, r.cf, model.ID.ValueString(), &resp.Diagnostics)
}
