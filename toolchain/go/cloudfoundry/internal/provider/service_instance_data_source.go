package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type serviceInstanceDataSource struct{ dataSourceBase }

func newServiceInstanceDataSource() datasource.DataSource {
	return &serviceInstanceDataSource{dataSourceBase{name: "service_instance"}}
}

func (d *serviceInstanceDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds a service instance by name.",
		Attributes: withDataCommon(map[string]schema.Attribute{
			"name":              schema.StringAttribute{Required: true, MarkdownDescription: "The instance's name."},
			"space":             schema.StringAttribute{Required: true, MarkdownDescription: "The guid of its space."},
			"type":              dataString("`managed`; this stand-in does not support `user-provided`."),
			"service_plan":      dataString("The guid of its plan."),
			"tags":              schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Tags."},
			"parameters":        dataJSON("What the broker was told, as JSON; the text `null` if it does not say."),
			"credentials":       dataJSON("Credentials of a user-provided instance, as JSON."),
			"syslog_drain_url":  dataString("Where a user-provided instance takes logs."),
			"route_service_url": dataString("Where a user-provided instance takes requests."),
			"maintenance_info":  dataMaintenanceInfo(),
			"upgrade_available": dataBool("Whether the broker runs a newer version."),
			"dashboard_url":     dataString("Where its dashboard is."),
			"last_operation":    dataLastOperation(),
		}),
	}
}

func (d *serviceInstanceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model instanceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	name := model.Name.ValueString()
	instance, err := d.cf.LookUpInstance(ctx, name, model.Space.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error to fetch service instance data.", "Request failed with "+err.Error()+".")
		return
	}
	if instance == nil {
		resp.Diagnostics.AddError("Unable to find service instance in list",
			fmt.Sprintf("Given name %s not in the list of service instances.", name))
		return
	}
	if instance.Type != client.TypeManaged {
		addUnsupported("service instances of type "+instance.Type, &resp.Diagnostics)
		return
	}
	model.take(ctx, instance, &resp.Diagnostics)
	model.readParameters(ctx, d.cf, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// readParameters warns where the broker does not tell them, and stores the text null as the real provider
// does: the attribute itself is not null then.
func (m *instanceModel) readParameters(ctx context.Context, cf *client.Client, diags *diag.Diagnostics) {
	text, err := cf.InstanceParameters(ctx, m.ID.ValueString())
	if err != nil {
		diags.AddWarning("API Error Fetching Parameters.", "Request failed with "+err.Error()+".")
		text = "null"
	}
	m.Parameters = jsontypes.NewNormalizedValue(text)
}
