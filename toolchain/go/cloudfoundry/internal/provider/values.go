package provider

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// timestamp keeps seconds and the offset given; a missing one shows as year 1.
func timestamp(at time.Time) types.String { return types.StringValue(at.Format(time.RFC3339)) }

// textOrNull turns "none" into null.
func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// rawJSON passes a configured text on as it is: key order and the spelling of numbers are the user's.
func rawJSON(text jsontypes.Normalized) json.RawMessage {
	if text.IsNull() || text.IsUnknown() {
		return nil
	}
	return json.RawMessage(text.ValueString())
}

// mapOrNull: an empty map in an answer is null in state, because the configuration cannot say `{}`.
func mapOrNull(ctx context.Context, from map[string]string, diags *diag.Diagnostics) types.Map {
	if len(from) == 0 {
		return types.MapNull(types.StringType)
	}
	value, d := types.MapValueFrom(ctx, types.StringType, from)
	diags.Append(d...)
	return value
}

func listOrNull(ctx context.Context, from []string, diags *diag.Diagnostics) types.List {
	if len(from) == 0 {
		return types.ListNull(types.StringType)
	}
	value, d := types.ListValueFrom(ctx, types.StringType, from)
	diags.Append(d...)
	return value
}

// patchOf names every key of the old map as null, then sets the planned ones: a merge patch keeps
// whatever it does not name. Nothing to say is null, not {}.
func patchOf(ctx context.Context, old, planned types.Map, diags *diag.Diagnostics) map[string]*string {
	patch := map[string]*string{}
	var before, after map[string]string
	diags.Append(old.ElementsAs(ctx, &before, false)...)
	diags.Append(planned.ElementsAs(ctx, &after, false)...)
	for key := range before {
		patch[key] = nil
	}
	for key, value := range after {
		patch[key] = &value
	}
	if len(patch) == 0 {
		return nil
	}
	return patch
}

// metadataModel is part of every resource with metadata.
type metadataModel struct {
	Labels      types.Map `tfsdk:"labels"`
	Annotations types.Map `tfsdk:"annotations"`
}

func (m *metadataModel) take(ctx context.Context, from *client.Metadata, diags *diag.Diagnostics) {
	m.Labels = mapOrNull(ctx, from.Labels, diags)
	m.Annotations = mapOrNull(ctx, from.Annotations, diags)
}

// patch leads from the old metadata to these.
func (m *metadataModel) patch(ctx context.Context, old metadataModel, diags *diag.Diagnostics) client.MetadataPatch {
	return client.MetadataPatch{
		Labels:      patchOf(ctx, old.Labels, m.Labels, diags),
		Annotations: patchOf(ctx, old.Annotations, m.Annotations, diags),
	}
}

// noMetadata is what a new object has before it is created.
func noMetadata() metadataModel {
	return metadataModel{Labels: types.MapNull(types.StringType), Annotations: types.MapNull(types.StringType)}
}

// baseModel is part of every object.
type baseModel struct {
	ID        types.String `tfsdk:"id"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
}

func (m *baseModel) take(from client.Base) {
	m.ID = types.StringValue(from.GUID)
	m.CreatedAt = timestamp(from.CreatedAt)
	m.UpdatedAt = timestamp(from.UpdatedAt)
}

var lastOperationTypes = map[string]attr.Type{
	"type": types.StringType, "state": types.StringType, "description": types.StringType,
	"created_at": types.StringType, "updated_at": types.StringType,
}

func lastOperation(from client.LastOperation) types.Object {
	return types.ObjectValueMust(lastOperationTypes, map[string]attr.Value{
		"type":        types.StringValue(from.Type),
		"state":       types.StringValue(from.State),
		"description": types.StringValue(from.Description),
		"created_at":  timestamp(from.CreatedAt),
		"updated_at":  timestamp(from.UpdatedAt),
	})
}

var maintenanceTypes = map[string]attr.Type{"version": types.StringType, "description": types.StringType}

// maintenanceInfo shows both parts or none.
func maintenanceInfo(from *client.MaintenanceInfo) types.Object {
	version, description := types.StringNull(), types.StringNull()
	if from != nil && from.Version != "" && from.Description != "" {
		version, description = types.StringValue(from.Version), types.StringValue(from.Description)
	}
	return types.ObjectValueMust(maintenanceTypes, map[string]attr.Value{"version": version, "description": description})
}
