package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func (r *serviceInstanceResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := map[string]schema.Attribute{
		"name": schema.StringAttribute{Required: true, MarkdownDescription: "The instance's name."},
		"type": replacing(schema.StringAttribute{
			Required: true, MarkdownDescription: "`managed`; this stand-in does not support `user-provided`.",
			Validators: []validator.String{stringvalidator.OneOf("managed", "user-provided")},
		}),
		"space": replacing(schema.StringAttribute{
			Required: true, MarkdownDescription: "The guid of its space.",
			Validators: []validator.String{isUUID()},
		}),
		"parameters": schema.StringAttribute{
			Optional: true, Sensitive: true, CustomType: jsontypes.NormalizedType{},
			MarkdownDescription: "What the broker is told, as JSON. Never read back.",
		},
		"tags": schema.ListAttribute{
			Optional: true, ElementType: types.StringType, MarkdownDescription: "Tags.",
			Validators: []validator.List{listvalidator.SizeAtLeast(1)},
		},
		"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, Update: true, Delete: true}),
		"maintenance_info": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "Which version the broker runs.",
			Attributes: map[string]schema.Attribute{
				"version": computedString("The version."), "description": computedString("What it brings."),
			},
		},
		"upgrade_available": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the broker runs a newer version."},
		"dashboard_url":     computedString("Where its dashboard is."),
		"last_operation":    lastOperationAttribute(),
	}
	addPlanAttributes(attributes)
	addUserProvidedAttributes(attributes)
	resp.Schema = schema.Schema{
		MarkdownDescription: "An instance of a service.",
		Attributes:          withCommon(withMetadata(attributes)),
	}
}

// addPlanAttributes: the guid, or both names.
func addPlanAttributes(attributes map[string]schema.Attribute) {
	planName, offeringName := path.MatchRoot("service_plan_name"), path.MatchRoot("service_offering_name")
	attributes["service_plan"] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: "The guid of the plan.",
		Validators: []validator.String{isUUID(), stringvalidator.ConflictsWith(planName, offeringName)},
	}
	attributes["service_plan_name"] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: "The plan's name, instead of the guid.",
		Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(offeringName)},
	}
	attributes["service_offering_name"] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: "The offering's name, together with the plan's.",
		Validators: []validator.String{stringvalidator.LengthAtLeast(1), stringvalidator.AlsoRequires(planName)},
		// Without "if configured", every change of an instance configured by guid would replace it, because the
		// name is then unknown in the plan. The real 1.17 had that fault.
		PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured()},
	}
}

// addUserProvidedAttributes: there for the sake of the schema.
func addUserProvidedAttributes(attributes map[string]schema.Attribute) {
	attributes["credentials"] = schema.StringAttribute{
		Optional: true, Sensitive: true, CustomType: jsontypes.NormalizedType{},
		MarkdownDescription: "Credentials of a user-provided instance, as JSON.",
	}
	attributes["syslog_drain_url"] = schema.StringAttribute{
		Optional: true, MarkdownDescription: "Where a user-provided instance takes logs.",
	}
	attributes["route_service_url"] = schema.StringAttribute{
		Optional: true, MarkdownDescription: "Where a user-provided instance takes requests.",
	}
}
