package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type servicePlanDataSource struct{ dataSourceBase }

func newServicePlanDataSource() datasource.DataSource {
	return &servicePlanDataSource{dataSourceBase{name: "service_plan"}}
}

type servicePlanModel struct {
	baseModel
	metadataModel
	Name            types.String     `tfsdk:"name"`
	OfferingName    types.String     `tfsdk:"service_offering_name"`
	BrokerName      types.String     `tfsdk:"service_broker_name"`
	OfferingID      types.String     `tfsdk:"service_offering_id"`
	VisibilityType  types.String     `tfsdk:"visibility_type"`
	Available       types.Bool       `tfsdk:"available"`
	Free            types.Bool       `tfsdk:"free"`
	Description     types.String     `tfsdk:"description"`
	Costs           []planCostModel  `tfsdk:"costs"`
	MaintenanceInfo types.Object     `tfsdk:"maintenance_info"`
	BrokerCatalog   planCatalogModel `tfsdk:"broker_catalog"`
	Schemas         planSchemasModel `tfsdk:"schemas"`
}

type planCostModel struct {
	Amount   types.Float64 `tfsdk:"amount"`
	Currency types.String  `tfsdk:"currency"`
	Unit     types.String  `tfsdk:"unit"`
}

type planCatalogModel struct {
	ID                     types.String `tfsdk:"id"`
	Metadata               types.String `tfsdk:"metadata"`
	MaximumPollingDuration types.Int64  `tfsdk:"maximum_polling_duration"`
	PlanUpdateable         types.Bool   `tfsdk:"plan_updateable"`
	Bindable               types.Bool   `tfsdk:"bindable"`
}

type planSchemasModel struct {
	ServiceInstance struct {
		Create types.String `tfsdk:"create_parameters"`
		Update types.String `tfsdk:"update_parameters"`
	} `tfsdk:"service_instance"`
	ServiceBinding struct {
		Create types.String `tfsdk:"create_parameters"`
	} `tfsdk:"service_binding"`
}

func (d *servicePlanDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the plan of a service offering by name.",
		Attributes: withDataCommon(map[string]schema.Attribute{
			"name":                  schema.StringAttribute{Required: true, MarkdownDescription: "The plan's name."},
			"service_offering_name": schema.StringAttribute{Required: true, MarkdownDescription: "The offering's name."},
			"service_broker_name":   schema.StringAttribute{Optional: true, MarkdownDescription: "The broker's name, if several offer the same."},
			"service_offering_id":   dataString("The offering's guid."),
			"visibility_type":       dataString("Who may see it."),
			"available":             dataBool("Whether it can be used."),
			"free":                  dataBool("Whether it costs nothing."),
			"description":           dataString("What it is."),
			"costs":                 planCostsAttribute(),
			"maintenance_info":      dataMaintenanceInfo(),
			"broker_catalog": dataObject("What the broker's catalogue says.", map[string]schema.Attribute{
				"id":                       dataString("The plan's id there."),
				"metadata":                 dataString("More about the plan, as JSON."),
				"maximum_polling_duration": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many seconds an operation may take."},
				"plan_updateable":          dataBool("Whether an instance may change to another plan."),
				"bindable":                 dataBool("Whether its instances can be bound."),
			}),
			"schemas": planSchemasAttribute(),
		}),
	}
}

func planCostsAttribute() schema.ListNestedAttribute {
	return schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "What it costs.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"amount":   schema.Float64Attribute{Computed: true, MarkdownDescription: "How much."},
			"currency": dataString("In which currency."),
			"unit":     dataString("For which unit."),
		}},
	}
}

func planSchemasAttribute() schema.SingleNestedAttribute {
	return dataObject("JSON Schemas of the parameters.", map[string]schema.Attribute{
		"service_instance": dataObject("Those of an instance.", map[string]schema.Attribute{
			"create_parameters": dataString("When it is created."),
			"update_parameters": dataString("When it is changed."),
		}),
		"service_binding": dataObject("Those of a binding.", map[string]schema.Attribute{
			"create_parameters": dataString("When it is created."),
		}),
	})
}

func (d *servicePlanDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	// Field by field: the model's nested structs cannot take the nulls of a configuration.
	var model servicePlanModel
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &model.Name)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("service_offering_name"), &model.OfferingName)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("service_broker_name"), &model.BrokerName)...)
	if resp.Diagnostics.HasError() {
		return
	}
	plan, err := d.cf.FindServicePlan(ctx, model.Name.ValueString(), model.OfferingName.ValueString(), model.BrokerName.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error fetching service plans.", err.Error())
		return
	}
	model.take(plan)
	model.metadataModel.take(ctx, plan.Metadata, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

func (m *servicePlanModel) take(plan *client.ServicePlan) {
	m.baseModel.take(plan.Base)
	m.OfferingID = types.StringValue(plan.Relationships.ServiceOffering.GUID())
	m.VisibilityType = types.StringValue(plan.VisibilityType)
	m.Available = types.BoolValue(plan.Available)
	m.Free = types.BoolValue(plan.Free)
	m.Description = types.StringValue(plan.Description)
	m.Costs = []planCostModel{}
	for _, cost := range plan.Costs {
		m.Costs = append(m.Costs, planCostModel{
			Amount: types.Float64Value(cost.Amount), Currency: types.StringValue(cost.Currency), Unit: types.StringValue(cost.Unit),
		})
	}
	m.MaintenanceInfo = maintenanceInfo(plan.MaintenanceInfo)
	m.BrokerCatalog = planCatalogModel{
		ID:                     types.StringValue(plan.BrokerCatalog.ID),
		Metadata:               verbatim(plan.BrokerCatalog.Metadata),
		MaximumPollingDuration: types.Int64PointerValue(plan.BrokerCatalog.MaximumPollingDuration),
		PlanUpdateable:         types.BoolValue(plan.BrokerCatalog.Features.PlanUpdateable),
		Bindable:               types.BoolValue(plan.BrokerCatalog.Features.Bindable),
	}
	m.Schemas.ServiceInstance.Create = verbatim(plan.Schemas.ServiceInstance.Create.Parameters)
	m.Schemas.ServiceInstance.Update = verbatim(plan.Schemas.ServiceInstance.Update.Parameters)
	m.Schemas.ServiceBinding.Create = verbatim(plan.Schemas.ServiceBinding.Create.Parameters)
}

// verbatim keeps the server's text byte for byte.
func verbatim(text json.RawMessage) types.String { return types.StringValue(string(text)) }
