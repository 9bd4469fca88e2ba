package provider

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// pollIntervalVariable shortens the two seconds between looks at a job. The real provider has no such
// thing; the order of calls stays the same.
const pollIntervalVariable = "CF_STAND_IN_POLL_INTERVAL"

const missingValues = "Either user/password or client_id/client_secret or access_token must be set with api_url " +
	"or CF config must exist in path (default ~/.cf/config.json)"

// settings joins provider block, environment and, if both say nothing, the CF CLI's file.
func settings(model providerModel, diags *diag.Diagnostics) client.Config {
	checkKnown(model, diags)
	config := client.Config{
		APIURL: either(model.APIURL, "CF_API_URL"),
		Credentials: client.Credentials{
			User: either(model.User, "CF_USER"), Password: either(model.Password, "CF_PASSWORD"),
			ClientID: either(model.ClientID, "CF_CLIENT_ID"), ClientSecret: either(model.ClientSecret, "CF_CLIENT_SECRET"),
			AccessToken: either(model.AccessToken, "CF_ACCESS_TOKEN"), RefreshToken: either(model.RefreshToken, "CF_REFRESH_TOKEN"),
			AssertionToken: either(model.AssertionToken, "CF_ASSERTION_TOKEN"),
			Origin:         either(model.Origin, "CF_ORIGIN"),
		},
		SkipTLS:      skipTLS(model, diags),
		PollInterval: pollInterval(diags),
	}
	if diags.HasError() {
		return config
	}
	checkPairs(config.Credentials, diags)
	if diags.HasError() {
		return config
	}
	return complete(config, diags)
}

// complete falls back to the CF CLI's file only if neither URL nor credentials are given.
func complete(config client.Config, diags *diag.Diagnostics) client.Config {
	c := config.Credentials
	credentials := c.User != "" || c.ClientID != "" || c.AccessToken != "" || c.AssertionToken != ""
	if config.APIURL != "" && credentials {
		return config
	}
	if config.APIURL == "" && !credentials {
		if found, ok := readCLIConfig(); ok {
			found.SkipTLS = found.SkipTLS || config.SkipTLS
			found.PollInterval = config.PollInterval
			return found
		}
	}
	diags.AddError("Unable to create CF Client due to missing values", missingValues)
	return config
}

// checkKnown refuses values that another object of the same run has yet to produce: the provider logs
// in during the plan already.
func checkKnown(model providerModel, diags *diag.Diagnostics) {
	if model.APIURL.IsUnknown() {
		diags.AddError("Unable to create CF Client due to missing values", missingValues)
	}
	for _, field := range []struct {
		name  string
		value interface{ IsUnknown() bool }
	}{
		{"user", model.User}, {"password", model.Password},
		{"cf_client_id", model.ClientID}, {"cf_client_secret", model.ClientSecret},
		{"origin", model.Origin}, {"access_token", model.AccessToken}, {"refresh_token", model.RefreshToken},
		{"assertion_token", model.AssertionToken}, {"skip_ssl_validation", model.SkipSSL},
	} {
		if field.value.IsUnknown() {
			diags.AddError("Unknown field "+field.name, fmt.Sprintf(
				"The provider needs %s while planning, but its value is only known after apply.", field.name))
		}
	}
}

func checkPairs(c client.Credentials, diags *diag.Diagnostics) {
	half := func(firstName, first, secondName, second string) {
		lacking, given := firstName, secondName
		if second == "" {
			lacking, given = secondName, firstName
		}
		if (first == "") != (second == "") {
			diags.AddError("Missing field "+lacking, fmt.Sprintf("%s is set, so %s must be set as well.", given, lacking))
		}
	}
	half("user", c.User, "password", c.Password)
	half("cf_client_id", c.ClientID, "cf_client_secret", c.ClientSecret)
}

func skipTLS(model providerModel, diags *diag.Diagnostics) bool {
	text := os.Getenv("CF_SKIP_SSL_VALIDATION")
	if !model.SkipSSL.IsNull() || text == "" {
		return model.SkipSSL.ValueBool()
	}
	skip, err := strconv.ParseBool(text)
	if err != nil {
		diags.AddError("Expected Boolean in field skip_ssl_validation",
			fmt.Sprintf("CF_SKIP_SSL_VALIDATION is %q, it must be true or false.", text))
	}
	return skip
}

func pollInterval(diags *diag.Diagnostics) time.Duration {
	text := os.Getenv(pollIntervalVariable)
	if text == "" {
		return client.DefaultPollInterval
	}
	interval, err := time.ParseDuration(text)
	if err != nil || interval <= 0 {
		diags.AddError("Expected duration in "+pollIntervalVariable,
			fmt.Sprintf("%s is %q, it must be a duration above zero such as 50ms.", pollIntervalVariable, text))
	}
	return interval
}

// either prefers the provider block; an empty variable counts as not set.
func either(value types.String, variable string) string {
	if !value.IsNull() {
		return value.ValueString()
	}
	return os.Getenv(variable)
}

func userAgent(terraform, version string) string {
	agent := fmt.Sprintf("Terraform/%s terraform-provider-cloudfoundry/%s", terraform, version)
	return strings.TrimSpace(agent + " " + os.Getenv("CF_APPEND_USER_AGENT"))
}
