package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

type spaceDataSource struct{ dataSourceBase }

func newSpaceDataSource() datasource.DataSource {
	return &spaceDataSource{dataSourceBase{name: "space"}}
}

func (d *spaceDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds a space by name.",
		Attributes: withDataCommon(map[string]schema.Attribute{
			"name": schema.StringAttribute{Required: true, MarkdownDescription: "The space's name."},
			"org": schema.StringAttribute{
				Required: true, MarkdownDescription: "The guid of its organization.",
				Validators: []validator.String{isUUID()},
			},
			"quota":             dataString("The guid of its quota."),
			"allow_ssh":         dataBool("Whether ssh is allowed."),
			"isolation_segment": dataString("The guid of its isolation segment."),
		}),
	}
}

func (d *spaceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model spaceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	// Only its existence matters: the list below would answer an unknown organization with nothing.
	if err := d.cf.OrganizationExists(ctx, model.Org.ValueString()); err != nil {
		resp.Diagnostics.AddError("API Error Fetching Organization", "Request failed with "+err.Error()+".")
		return
	}
	space, err := d.cf.FindSpace(ctx, model.Name.ValueString(), model.Org.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error Fetching Spaces", "Request failed with "+err.Error()+".")
		return
	}
	if space == nil {
		resp.Diagnostics.AddError("Unable to find space data in list",
			fmt.Sprintf("Given name %s not in the list of spaces of organization %s.", model.Name.ValueString(), model.Org.ValueString()))
		return
	}
	model.take(ctx, space, &resp.Diagnostics)
	if err := model.readFeatures(ctx, d.cf); err != nil {
		resp.Diagnostics.AddError("API Error Fetching Space", "Request failed with "+err.Error()+".")
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
