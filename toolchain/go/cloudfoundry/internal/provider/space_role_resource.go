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

type spaceRoleResource struct{ resourceBase }

func newSpaceRoleResource() resource.Resource {
	return &spaceRoleResource{resourceBase{name: "space_role", identity: "role_guid"}}
}

type spaceRoleModel struct {
	roleModel
	Space types.String `tfsdk:"space"`
}

func (m *spaceRoleModel) take(role *client.Role, diags *diag.Diagnostics) {
	m.roleModel.take(role)
	m.Space = placed(role, "space", role.Relationships.Space, diags)
}

func (r *spaceRoleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What a user may do in a space.",
		Attributes: roleAttributes("space", "The guid of the space.",
			"space_auditor", "space_developer", "space_manager", "space_supporter"),
	}
}

func (r *spaceRoleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model spaceRoleModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	role, err := r.cf.CreateSpaceRole(ctx, model.Type.ValueString(), model.Space.ValueString(), model.holder())
	if err != nil {
		resp.Diagnostics.AddError("API Error Creating Role",
			fmt.Sprintf("Unable to create role %s: %s", model.Type.ValueString(), err))
		return
	}
	model.take(role, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *spaceRoleResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model spaceRoleModel
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
func (r *spaceRoleResource) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("Unexpected update", "A role cannot be changed.")
}

func (r *spaceRoleResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model spaceRoleModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	deleteRole(ctx, r.cf, model.ID.ValueString(), &resp.Diagnostics)
}
