package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// instanceModel is what the resource and the data source share.
type instanceModel struct {
	baseModel
	metadataModel
	Name             types.String         `tfsdk:"name"`
	Type             types.String         `tfsdk:"type"`
	Space            types.String         `tfsdk:"space"`
	Plan             types.String         `tfsdk:"service_plan"`
	Parameters       jsontypes.Normalized `tfsdk:"parameters"`
	Tags             types.List           `tfsdk:"tags"`
	Credentials      jsontypes.Normalized `tfsdk:"credentials"`
	SyslogDrainURL   types.String         `tfsdk:"syslog_drain_url"`
	RouteServiceURL  types.String         `tfsdk:"route_service_url"`
	MaintenanceInfo  types.Object         `tfsdk:"maintenance_info"`
	UpgradeAvailable types.Bool           `tfsdk:"upgrade_available"`
	DashboardURL     types.String         `tfsdk:"dashboard_url"`
	LastOperation    types.Object         `tfsdk:"last_operation"`
}

type serviceInstanceModel struct {
	instanceModel
	PlanName     types.String   `tfsdk:"service_plan_name"`
	OfferingName types.String   `tfsdk:"service_offering_name"`
	Timeouts     timeouts.Value `tfsdk:"timeouts"`
}

// take copies the server's view. Parameters stay as they are: the resource never reads them back.
func (m *instanceModel) take(ctx context.Context, from *client.ServiceInstance, diags *diag.Diagnostics) {
	m.baseModel.take(from.Base)
	m.metadataModel.take(ctx, from.Metadata, diags)
	m.Name = types.StringValue(from.Name)
	m.Type = types.StringValue(from.Type)
	m.Space = types.StringValue(from.Relationships.Space.GUID())
	m.Plan = types.StringValue(from.Relationships.ServicePlan.GUID())
	m.Tags = listOrNull(ctx, from.Tags, diags)
	m.MaintenanceInfo = maintenanceInfo(from.MaintenanceInfo)
	m.UpgradeAvailable = types.BoolValue(from.UpgradeAvailable)
	m.DashboardURL = textOrNull(from.DashboardURL)
	m.LastOperation = lastOperation(from.LastOperation)
}

func (m *serviceInstanceModel) takePlan(plan client.ResolvedPlan) {
	m.Plan = types.StringValue(plan.GUID)
	m.PlanName = types.StringValue(plan.Name)
	m.OfferingName = types.StringValue(plan.Offering)
}

// resolvePlan looks the planned service plan up by whichever style the configuration uses. The one that
// is not configured is unknown in the plan.
func (m *serviceInstanceModel) resolvePlan(ctx context.Context, cf *client.Client) error {
	var resolved client.ResolvedPlan
	var err error
	if m.byGUID() {
		resolved, err = cf.PlanByGUID(ctx, m.Plan.ValueString())
	} else {
		resolved, err = cf.PlanByName(ctx, m.OfferingName.ValueString(), m.PlanName.ValueString())
	}
	if err == nil {
		m.takePlan(resolved)
	}
	return err
}

func (m *serviceInstanceModel) byGUID() bool { return !m.Plan.IsNull() && !m.Plan.IsUnknown() }

// samePlan tells whether the configured style still names the plan in the old state.
func (m *serviceInstanceModel) samePlan(old serviceInstanceModel) bool {
	if old.PlanName.IsNull() || old.OfferingName.IsNull() {
		return false
	}
	if m.byGUID() {
		return m.Plan.Equal(old.Plan)
	}
	return m.PlanName.Equal(old.PlanName) && m.OfferingName.Equal(old.OfferingName)
}

func (m *serviceInstanceModel) tags(ctx context.Context, diags *diag.Diagnostics) []string {
	var tags []string
	diags.Append(m.Tags.ElementsAs(ctx, &tags, false)...)
	return tags
}
