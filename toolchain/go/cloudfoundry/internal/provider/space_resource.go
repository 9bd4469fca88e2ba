package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type spaceResource struct{ resourceBase }

func newSpaceResource() resource.Resource {
	return &spaceResource{resourceBase{name: "space", identity: "space_guid"}}
}

// spaceModel serves the resource and the data source.
type spaceModel struct {
	baseModel
	metadataModel
	Name             types.String `tfsdk:"name"`
	Org              types.String `tfsdk:"org"`
	Quota            types.String `tfsdk:"quota"`
	AllowSSH         types.Bool   `tfsdk:"allow_ssh"`
	IsolationSegment types.String `tfsdk:"isolation_segment"`
}

func (r *spaceResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A space of an organization.",
		Attributes: withCommon(withMetadata(map[string]schema.Attribute{
			"name": schema.StringAttribute{Required: true, MarkdownDescription: "The space's name."},
			"org": replacing(schema.StringAttribute{
				Required: true, MarkdownDescription: "The guid of its organization.",
				Validators: []validator.String{isUUID()},
			}),
			"allow_ssh": schema.BoolAttribute{
				Optional: true, Computed: true, MarkdownDescription: "Whether ssh is allowed; the server decides if not given.",
			},
			"isolation_segment": schema.StringAttribute{
				Optional: true, MarkdownDescription: "The guid of its isolation segment.",
				Validators: []validator.String{isUUID()},
			},
			"quota": keptString("The guid of its quota."),
		})),
	}
}

// take copies the space itself; ssh and isolation segment come by requests of their own.
func (m *spaceModel) take(ctx context.Context, space *client.Space, diags *diag.Diagnostics) {
	m.baseModel.take(space.Base)
	m.metadataModel.take(ctx, space.Metadata, diags)
	m.Name = types.StringValue(space.Name)
	m.Org = types.StringValue(space.Relationships.Organization.GUID())
	m.Quota = textOrNull(space.Relationships.Quota.GUID())
}

func (m *spaceModel) readFeatures(ctx context.Context, cf *client.Client) error {
	ssh, err := cf.SpaceSSH(ctx, m.ID.ValueString())
	if err != nil {
		return err
	}
	segment, err := cf.SpaceIsolationSegment(ctx, m.ID.ValueString())
	if err != nil {
		return err
	}
	m.AllowSSH, m.IsolationSegment = types.BoolValue(ssh), textOrNull(segment)
	return nil
}

// settleSSH sets what is configured and asks for what is not. The real provider writes false instead of
// asking after an update; the next refresh would repair that, so it is not copied.
func (m *spaceModel) settleSSH(ctx context.Context, cf *client.Client) error {
	if !m.AllowSSH.IsUnknown() && !m.AllowSSH.IsNull() {
		return cf.SetSpaceSSH(ctx, m.ID.ValueString(), m.AllowSSH.ValueBool())
	}
	ssh, err := cf.SpaceSSH(ctx, m.ID.ValueString())
	// Known even after a failure, because state cannot hold an unknown value.
	m.AllowSSH = types.BoolValue(ssh)
	return err
}

func (r *spaceResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model spaceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	metadata := model.metadataModel.patch(ctx, noMetadata(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	space, err := r.cf.CreateSpace(ctx, model.Name.ValueString(), model.Org.ValueString(), metadata)
	if err != nil {
		resp.Diagnostics.AddError("API Error Creating Space",
			fmt.Sprintf("Could not create Space %s : %s", model.Name.ValueString(), err))
		return
	}
	model.take(ctx, space, &resp.Diagnostics)
	err = model.settleSSH(ctx, r.cf)
	if err == nil && !model.IsolationSegment.IsNull() {
		err = r.cf.SetSpaceIsolationSegment(ctx, model.ID.ValueString(), model.IsolationSegment.ValueStringPointer())
	}
	if err != nil {
		// The space exists: state must know it, so that the next run replaces it.
		resp.Diagnostics.AddError("API Error Configuring Space",
			fmt.Sprintf("Space %s was created but could not be set up: %s", model.Name.ValueString(), err))
	}
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *spaceResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model spaceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	space, err := r.cf.Space(ctx, model.ID.ValueString())
	if err == nil {
		model.take(ctx, space, &resp.Diagnostics)
		err = model.readFeatures(ctx, r.cf)
	}
	if client.IsGone(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("API Error Reading Space",
			fmt.Sprintf("Unable to read space %s: %s", model.ID.ValueString(), err))
		return
	}
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *spaceResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model, state spaceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	metadata := model.metadataModel.patch(ctx, state.metadataModel, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	err := model.settleSSH(ctx, r.cf)
	if err == nil {
		err = r.cf.SetSpaceIsolationSegment(ctx, model.ID.ValueString(), model.IsolationSegment.ValueStringPointer())
	}
	var space *client.Space
	if err == nil {
		space, err = r.cf.UpdateSpace(ctx, model.ID.ValueString(),
			client.SpaceUpdate{Name: model.Name.ValueString(), Metadata: metadata})
	}
	if err != nil {
		resp.Diagnostics.AddError("API Error Updating Space",
			fmt.Sprintf("Could not update Space with ID %s: %s", model.ID.ValueString(), err))
		return
	}
	model.take(ctx, space, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *spaceResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model spaceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := r.cf.DeleteSpace(ctx, model.ID.ValueString()); err != nil {
		resp.Diagnostics.AddError("API Error Deleting Space",
			fmt.Sprintf("Could not delete the space with ID %s and name %s: %s", model.ID.ValueString(), model.Name.ValueString(), err))
	}
}
