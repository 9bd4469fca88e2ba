package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// What org roles and space roles share. A role is never changed: every input replaces it.

// roleModel is a role without the place where it holds.
type roleModel struct {
	baseModel
	Type     types.String `tfsdk:"type"`
	User     types.String `tfsdk:"user"`
	Username types.String `tfsdk:"username"`
	Origin   types.String `tfsdk:"origin"`
}

// take leaves username and origin alone: the server does not tell them.
func (m *roleModel) take(role *client.Role) {
	m.baseModel.take(role.Base)
	m.Type = types.StringValue(role.Type)
	m.User = types.StringValue(role.Relationships.User.GUID())
}

// holder is what the new role's user is called in the request.
func (m *roleModel) holder() client.RoleUser {
	if m.Username.ValueString() != "" {
		return client.RoleUser{Username: m.Username.ValueString(), Origin: m.Origin.ValueString()}
	}
	return client.RoleUser{GUID: m.User.ValueString()}
}

// placed checks that the answer names the place that the role was asked for.
func placed(role *client.Role, name string, place *client.ToOne, diags *diag.Diagnostics) types.String {
	if place.GUID() == "" {
		diags.AddError("API Error Reading Role", fmt.Sprintf("The answer for role %q lacks relationships.%s.data", role.GUID, name))
	}
	return types.StringValue(place.GUID())
}

func roleAttributes(place, placeDescription string, kinds ...string) map[string]schema.Attribute {
	user, username := path.MatchRoot("user"), path.MatchRoot("username")
	return withCommon(map[string]schema.Attribute{
		"type": replacing(schema.StringAttribute{
			Required: true, MarkdownDescription: "The kind of role.",
			Validators: []validator.String{stringvalidator.OneOf(kinds...)},
		}),
		"user": replacing(schema.StringAttribute{
			Optional: true, Computed: true, MarkdownDescription: "The guid of the user.",
			Validators: []validator.String{isUUID(), stringvalidator.ExactlyOneOf(user, username)},
		}),
		"username": replacing(schema.StringAttribute{
			Optional: true, MarkdownDescription: "The name of the user, instead of the guid.",
		}),
		"origin": replacing(schema.StringAttribute{
			Optional: true, MarkdownDescription: "The identity provider that knows the name.",
			Validators: []validator.String{stringvalidator.AlsoRequires(username), stringvalidator.ConflictsWith(user)},
		}),
		place: replacing(schema.StringAttribute{
			Required: true, MarkdownDescription: placeDescription,
			Validators: []validator.String{isUUID()},
		}),
	})
}

// deleteRole serves both kinds.
func deleteRole(ctx context.Context, cf *client.Client, guid string, diags *diag.Diagnostics) {
	if err := cf.DeleteRole(ctx, guid); err != nil {
		diags.AddError("API Error Deleting Role", fmt.Sprintf("Unable to delete role %s: %s", guid, err))
	}
}
