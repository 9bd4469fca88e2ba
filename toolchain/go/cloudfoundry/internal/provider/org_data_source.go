package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type orgDataSource struct{ dataSourceBase }

func newOrgDataSource() datasource.DataSource {
	return &orgDataSource{dataSourceBase{name: "org"}}
}

type orgModel struct {
	baseModel
	metadataModel
	Name      types.String `tfsdk:"name"`
	Quota     types.String `tfsdk:"quota"`
	Suspended types.Bool   `tfsdk:"suspended"`
}

func (d *orgDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds an organization by name.",
		Attributes: withDataCommon(map[string]schema.Attribute{
			"name":      schema.StringAttribute{Required: true, MarkdownDescription: "The organization's name."},
			"quota":     dataString("The guid of its quota."),
			"suspended": dataBool("Whether it is suspended."),
		}),
	}
}

func (d *orgDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model orgModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	org, err := d.cf.FindOrganization(ctx, model.Name.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error Fetching Organizations", "Request failed with "+err.Error()+".")
		return
	}
	if org == nil {
		resp.Diagnostics.AddError("Unable to find org data in list",
			fmt.Sprintf("Given name %s not in the list of orgs.", model.Name.ValueString()))
		return
	}
	model.baseModel.take(org.Base)
	model.metadataModel.take(ctx, org.Metadata, &resp.Diagnostics)
	model.Quota = types.StringValue(org.Relationships.Quota.GUID())
	model.Suspended = types.BoolValue(org.Suspended)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}
