// Package provider holds the Terraform side: schemas, plans and state.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

type cloudFoundry struct{ version string }

// New is what the plugin server starts.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &cloudFoundry{version: version} }
}

func (p *cloudFoundry) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cloudfoundry"
	resp.Version = p.version
}

// providerModel is the provider block. Everything is optional: the rules need the environment as well.
type providerModel struct {
	APIURL         types.String `tfsdk:"api_url"`
	User           types.String `tfsdk:"user"`
	Password       types.String `tfsdk:"password"`
	ClientID       types.String `tfsdk:"cf_client_id"`
	ClientSecret   types.String `tfsdk:"cf_client_secret"`
	Origin         types.String `tfsdk:"origin"`
	AccessToken    types.String `tfsdk:"access_token"`
	RefreshToken   types.String `tfsdk:"refresh_token"`
	AssertionToken types.String `tfsdk:"assertion_token"`
	SkipSSL        types.Bool   `tfsdk:"skip_ssl_validation"`
}

func (p *cloudFoundry) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: description}
	}
	secret := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Stand-in for the Cloud Foundry provider.",
		Attributes: map[string]schema.Attribute{
			"api_url": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Where the Cloud Foundry API is. Environment: `CF_API_URL`.",
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"user":             text("Who logs in. Environment: `CF_USER`."),
			"password":         secret("The user's password. Environment: `CF_PASSWORD`."),
			"cf_client_id":     text("Which OAuth client logs in. Environment: `CF_CLIENT_ID`."),
			"cf_client_secret": secret("The OAuth client's secret. Environment: `CF_CLIENT_SECRET`."),
			"origin":           text("The identity provider of the user. Environment: `CF_ORIGIN`."),
			"access_token":     secret("A token to use as it is. Environment: `CF_ACCESS_TOKEN`."),
			"refresh_token":    secret("Renews the access token. Environment: `CF_REFRESH_TOKEN`."),
			"assertion_token":  secret("A JWT to exchange for a token. Environment: `CF_ASSERTION_TOKEN`."),
			"skip_ssl_validation": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Accept any certificate. Environment: `CF_SKIP_SSL_VALIDATION`.",
			},
		},
	}
}

func (p *cloudFoundry) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	config := settings(model, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	config.UserAgent = userAgent(req.TerraformVersion, p.version)
	cf, err := client.New(ctx, config)
	if err != nil {
		resp.Diagnostics.AddError("Unable to create CF Client", "Client creation failed with error "+err.Error())
		return
	}
	resp.DataSourceData, resp.ResourceData = cf, cf
}

func (p *cloudFoundry) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newSpaceResource, newOrgRoleResource, newSpaceRoleResource,
		newServiceInstanceResource, newCredentialBindingResource,
	}
}

func (p *cloudFoundry) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newOrgDataSource, newSpaceDataSource, newServicePlanDataSource,
		newServiceInstanceDataSource, newCredentialBindingDataSource,
	}
}
