package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// defaultInstanceLimit bounds creating, changing and deleting an instance if timeouts says nothing.
const defaultInstanceLimit = 40 * time.Minute

type serviceInstanceResource struct{ resourceBase }

func newServiceInstanceResource() resource.Resource {
	return &serviceInstanceResource{resourceBase{name: "service_instance", identity: "service_instance_guid"}}
}

func (r *serviceInstanceResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model serviceInstanceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	limit, d := model.Timeouts.Create(ctx, defaultInstanceLimit)
	resp.Diagnostics.Append(d...)
	metadata := model.metadataModel.patch(ctx, noMetadata(), &resp.Diagnostics)
	tags := model.tags(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := model.resolvePlan(ctx, r.cf); err != nil {
		resp.Diagnostics.AddError("Error resolving service plan", err.Error())
		return
	}
	job, err := r.cf.CreateInstance(ctx, client.InstanceCreate{
		Name: model.Name.ValueString(), Space: model.Space.ValueString(), Plan: model.Plan.ValueString(),
		Parameters: rawJSON(model.Parameters), Tags: tags, Metadata: metadata,
	})
	if err != nil {
		resp.Diagnostics.AddError("API Error in creating managed service instance",
			fmt.Sprintf("Unable to create service instance %s: %s%s", model.Name.ValueString(), err, orphanHint(err, "service_instance", "")))
		return
	}
	waitErr := r.cf.Await(ctx, job, limit)
	r.keepCreated(ctx, model, job, waitErr, resp)
}

// keepCreated puts the new instance into state even if it failed: with an error beside it, Terraform marks
// it tainted and replaces it in the next run. Only after the server has accepted the request is a look-up
// by name safe, because before that the name may belong to somebody else's instance.
func (r *serviceInstanceResource) keepCreated(ctx context.Context, model serviceInstanceModel, job *client.Job, waitErr error, resp *resource.CreateResponse) {
	ctx, done := outlive(ctx)
	defer done()
	found, lookupErr := r.cf.FindInstance(ctx, model.Name.ValueString(), model.Space.ValueString())
	if guid := job.GUID("service_instances"); lookupErr != nil && guid != "" {
		// The job knows the guid. Good enough for state, but the run fails all the same.
		if byGUID, err := r.cf.Instance(ctx, guid); err == nil {
			found = byGUID
		}
	}
	hint := ""
	if found != nil {
		model.take(ctx, found, &resp.Diagnostics)
		r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
	} else {
		hint = orphanHint(nil, "service_instance", job.GUID("service_instances"))
	}
	if waitErr != nil {
		resp.Diagnostics.AddError("Unable to verify service instance creation",
			fmt.Sprintf("Service Instance verification failed for+ %s: %s%s", model.Name.ValueString(), waitErr, hint))
	} else if lookupErr != nil {
		resp.Diagnostics.AddError("Error get service instance after creation",
			fmt.Sprintf("Unable to find service instance %s after its creation: %s%s", model.Name.ValueString(), lookupErr, hint))
	}
}

func (r *serviceInstanceResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model serviceInstanceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	guid := model.ID.ValueString()
	instance, err := r.cf.Instance(ctx, guid)
	if client.IsGone(err) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("API Error Reading service_instance "+guid, "Request failed with "+err.Error()+".")
		return
	}
	if instance.Type != client.TypeManaged {
		addUnsupported("service instances of type "+instance.Type, &resp.Diagnostics)
		return
	}
	known := model.Plan
	model.take(ctx, instance, &resp.Diagnostics)
	// The names are asked for after an import, and again if somebody changed the plan.
	if model.PlanName.IsNull() || !model.Plan.Equal(known) {
		if err := model.resolvePlan(ctx, r.cf); err != nil {
			resp.Diagnostics.AddError("Error resolving service plan", err.Error())
			return
		}
	}
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

// Update stores what was planned even where the job failed, as the real provider does: the next plan is empty, and
// only last_operation tells that the broker has the old parameters. A request that is refused leaves the old state.
func (r *serviceInstanceResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var model, state serviceInstanceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	limit, d := model.Timeouts.Update(ctx, defaultInstanceLimit)
	resp.Diagnostics.Append(d...)
	if resp.Diagnostics.HasError() {
		return
	}
	if model.samePlan(state) {
		model.Plan, model.PlanName, model.OfferingName = state.Plan, state.PlanName, state.OfferingName
	} else if err := model.resolvePlan(ctx, r.cf); err != nil {
		resp.Diagnostics.AddError("Error resolving service plan", err.Error())
		return
	}
	change := instanceChange(ctx, model, state, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	guid := state.ID.ValueString()
	job, err := r.cf.UpdateInstance(ctx, guid, change)
	if err != nil {
		resp.Diagnostics.AddError("API Error in updating managed service instance",
			fmt.Sprintf("Unable to update service instance %s: %s", model.Name.ValueString(), err))
		return
	}
	if job != nil {
		if err := r.cf.Await(ctx, job, limit); err != nil {
			resp.Diagnostics.AddError("Unable to verify service instance update",
				fmt.Sprintf("Service Instance update verification failed for %s: %s", model.Name.ValueString(), err))
		}
	}
	instance, err := r.cf.Instance(ctx, guid)
	if err != nil {
		resp.Diagnostics.AddError("Error get service instance after update", "Request failed with "+err.Error()+".")
		return
	}
	model.take(ctx, instance, &resp.Diagnostics)
	r.keep(ctx, &model, model.ID, &resp.State, resp.Identity, &resp.Diagnostics)
}

// instanceChange: name and plan only if changed; parameters whenever configured, even if they did not change.
func instanceChange(ctx context.Context, model, state serviceInstanceModel, diags *diag.Diagnostics) client.InstanceUpdate {
	change := client.InstanceUpdate{
		Parameters: rawJSON(model.Parameters),
		Tags:       model.tags(ctx, diags),
		Metadata:   model.metadataModel.patch(ctx, state.metadataModel, diags),
	}
	if !model.Name.Equal(state.Name) {
		change.Name = model.Name.ValueStringPointer()
	}
	if !model.Plan.Equal(state.Plan) {
		change.Plan = model.Plan.ValueString()
	}
	return change
}

// Delete takes its limit from state: a longer one must have been applied before.
func (r *serviceInstanceResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model serviceInstanceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	limit, d := model.Timeouts.Delete(ctx, defaultInstanceLimit)
	resp.Diagnostics.Append(d...)
	if resp.Diagnostics.HasError() {
		return
	}
	job, err := r.cf.DeleteInstance(ctx, model.ID.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("API Error in deleting service instance",
			fmt.Sprintf("Unable to delete service instance %s: %s", model.Name.ValueString(), err))
		return
	}
	if job == nil {
		return
	}
	if err := r.cf.Await(ctx, job, limit); err != nil {
		resp.Diagnostics.AddError("Unable to verify service instance deletion",
			fmt.Sprintf("Service Instance deletion verification failed for %s: %s", model.Name.ValueString(), err))
	}
}
