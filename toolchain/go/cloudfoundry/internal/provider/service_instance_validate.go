package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *serviceInstanceResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var model serviceInstanceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	switch model.Type.ValueString() {
	case "managed":
		validateManaged(model, &resp.Diagnostics)
	case "user-provided":
		validateUserProvided(model, &resp.Diagnostics)
	}
}

func validateManaged(model serviceInstanceModel, diags *diag.Diagnostics) {
	if model.Plan.IsNull() && model.PlanName.IsNull() && model.OfferingName.IsNull() {
		diags.AddAttributeError(path.Root("service_plan"), "Missing attribute for managed service instance",
			"Either service_plan (GUID) or both service_plan_name and service_offering_name must be set for managed service instances")
	}
	if !model.Credentials.IsNull() || !model.SyslogDrainURL.IsNull() || !model.RouteServiceURL.IsNull() {
		diags.AddError("Mistmatch attribute passed to user provided service instance",
			"credentials, syslog_drain_url and route_service_url belong to user-provided service instances only")
	}
}

func validateUserProvided(model serviceInstanceModel, diags *diag.Diagnostics) {
	if !model.Plan.IsNull() || !model.PlanName.IsNull() || !model.OfferingName.IsNull() {
		diags.AddError("Conflicting attribute service instance", "A user-provided service instance has no service plan")
	}
	if !model.Parameters.IsNull() {
		diags.AddAttributeError(path.Root("parameters"), "Parameters can only passed to service instance of type managed",
			"A user-provided service instance has no parameters")
	}
}

// ModifyPlan refuses what only the real provider can do, early and not while validating: the
// configuration itself is right.
func (r *serviceInstanceResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var kind types.String
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("type"), &kind)...)
	if kind.ValueString() == "user-provided" {
		addUnsupported("service instances of type user-provided", &resp.Diagnostics)
	}
}

func addUnsupported(what string, diags *diag.Diagnostics) {
	diags.AddError("Not supported by the stand-in", fmt.Sprintf(
		"This is a stand-in for the provider cloudfoundry/cloudfoundry; %s need the real provider.", what))
}
