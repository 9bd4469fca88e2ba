package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	dataschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The attributes that many objects share. "Kept" ones stay known while an object is changed in place;
// plain computed ones turn unknown.

func keptString(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: description,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func computedString(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

// replacing is an attribute whose change means a new object.
func replacing(attribute schema.StringAttribute) schema.StringAttribute {
	attribute.PlanModifiers = append(attribute.PlanModifiers, stringplanmodifier.RequiresReplace())
	return attribute
}

func metadataAttribute(description string) schema.MapAttribute {
	return schema.MapAttribute{
		Optional: true, ElementType: types.StringType, MarkdownDescription: description,
		Validators: []validator.Map{mapvalidator.SizeAtLeast(1)},
	}
}

// withCommon adds what every resource has.
func withCommon(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	attributes["id"] = keptString("The object's guid.")
	attributes["created_at"] = keptString("When it was created.")
	attributes["updated_at"] = computedString("When it was last changed.")
	return attributes
}

func withMetadata(attributes map[string]schema.Attribute) map[string]schema.Attribute {
	attributes["labels"] = metadataAttribute("Labels; objects can be searched by them.")
	attributes["annotations"] = metadataAttribute("Annotations; free text.")
	return attributes
}

func lastOperationAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Computed: true, MarkdownDescription: "The last thing done to the object.",
		Attributes: map[string]schema.Attribute{
			"type":        computedString("What was done."),
			"state":       computedString("How far it is."),
			"description": computedString("More about it."),
			"created_at":  computedString("When it began."),
			"updated_at":  computedString("When it last made progress."),
		},
	}
}

func dataString(description string) dataschema.StringAttribute {
	return dataschema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func dataBool(description string) dataschema.BoolAttribute {
	return dataschema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// withDataCommon adds what every data source has.
func withDataCommon(attributes map[string]dataschema.Attribute) map[string]dataschema.Attribute {
	attributes["id"] = dataString("The object's guid.")
	attributes["created_at"] = dataString("When it was created.")
	attributes["updated_at"] = dataString("When it was last changed.")
	attributes["labels"] = dataschema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Labels."}
	attributes["annotations"] = dataschema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Annotations."}
	return attributes
}

// dataJSON is a secret, as JSON.
func dataJSON(description string) dataschema.StringAttribute {
	return dataschema.StringAttribute{
		Computed: true, Sensitive: true, CustomType: jsontypes.NormalizedType{}, MarkdownDescription: description,
	}
}

func dataObject(description string, attributes map[string]dataschema.Attribute) dataschema.SingleNestedAttribute {
	return dataschema.SingleNestedAttribute{Computed: true, MarkdownDescription: description, Attributes: attributes}
}

func dataLastOperation() dataschema.SingleNestedAttribute {
	return dataObject("The last thing done to the object.", map[string]dataschema.Attribute{
		"type":        dataString("What was done."),
		"state":       dataString("How far it is."),
		"description": dataString("More about it."),
		"created_at":  dataString("When it began."),
		"updated_at":  dataString("When it last made progress."),
	})
}

func dataMaintenanceInfo() dataschema.SingleNestedAttribute {
	return dataObject("Which version the broker runs.", map[string]dataschema.Attribute{
		"version": dataString("The version."), "description": dataString("What it brings."),
	})
}

var uuidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

func isUUID() validator.String {
	return stringvalidator.RegexMatches(uuidPattern, "value must be a valid UUID")
}
