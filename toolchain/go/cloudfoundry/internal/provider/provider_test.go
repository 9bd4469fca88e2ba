package provider

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestSchemaIsWhatTheProjectNeeds(t *testing.T) {
	tf := unconfigured(t)
	if hasErrors(tf.schema.Diagnostics) {
		t.Fatal(said(tf.schema.Diagnostics))
	}
	for _, name := range []string{"space", "org_role", "space_role", "service_instance", "service_credential_binding"} {
		schema, ok := tf.schema.ResourceSchemas["cloudfoundry_"+name]
		if !ok || schema.Version != 0 {
			t.Errorf("resource %s is missing or has another version", name)
		}
	}
	for _, name := range []string{"org", "space", "service_plan", "service_instance", "service_credential_binding_details"} {
		if _, ok := tf.schema.DataSourceSchemas["cloudfoundry_"+name]; !ok {
			t.Errorf("data source %s is missing", name)
		}
	}
	secret := map[string]bool{"parameters": true, "credential_binding": true, "credentials": true}
	for _, schemas := range []map[string]*tfprotov6.Schema{tf.schema.ResourceSchemas, tf.schema.DataSourceSchemas} {
		for kind, schema := range schemas {
			for _, attribute := range schema.Block.Attributes {
				if attribute.Sensitive != secret[attribute.Name] {
					t.Errorf("%s.%s: sensitive is %v", kind, attribute.Name, attribute.Sensitive)
				}
			}
		}
	}
}

func TestConfigureErrors(t *testing.T) {
	fake := newFakeCF(t)
	url, unknown := str(fake.URL), tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	const none = "Unable to create CF Client due to missing values / Either user/password or client_id/client_secret or access_token must be set with api_url " +
		"or CF config must exist in path (default ~/.cf/config.json)"
	for name, test := range map[string]struct {
		config object
		want   string
	}{
		"nothing":         {object{}, none},
		"no credentials":  {object{"api_url": url}, none},
		"no url":          {object{"user": str("u"), "password": str("p")}, none},
		"unknown url":     {object{"api_url": unknown, "user": str("u"), "password": str("p")}, none},
		"unknown user":    {object{"api_url": url, "user": unknown, "password": str("p")}, "Unknown field user"},
		"half a login":    {object{"api_url": url, "password": str("p")}, "Missing field user"},
		"half a client":   {object{"api_url": url, "cf_client_id": str("c")}, "Missing field cf_client_secret"},
		"no scheme":       {object{"api_url": str("cf.example"), "user": str("u"), "password": str("p")}, "has no scheme"},
		"no API there":    {object{"api_url": str(fake.URL + "/x"), "user": str("u"), "password": str("p")}, "Unable to create CF Client / Client creation failed with error error while discovering token service URL"},
		"token, no JWT":   {object{"api_url": url, "access_token": str("opaque")}, "is not a JWT"},
		"assertion, none": {object{"api_url": url, "assertion_token": str("a.b")}, "is not a JWT"},
	} {
		t.Run(name, func(t *testing.T) {
			isolate(t)
			mustSay(t, unconfigured(t).configure(test.config), test.want)
		})
	}
	isolate(t)
	t.Setenv("CF_SKIP_SSL_VALIDATION", "maybe")
	mustSay(t, unconfigured(t).configure(object{}), "Expected Boolean in field skip_ssl_validation")
	isolate(t)
	fake.on("POST /oauth/token", reply{status: 401, body: `{"error":"unauthorized","error_description":"Bad credentials"}`})
	t.Setenv("CF_API_URL", fake.URL)
	t.Setenv("CF_USER", "u")
	t.Setenv("CF_PASSWORD", "p")
	mustSay(t, unconfigured(t).configure(object{}), `Client creation failed with error oauth2: "unauthorized" "Bad credentials"`)
}

func TestConfigureFromCLIFile(t *testing.T) {
	fake := newFakeCF(t)
	isolate(t)
	home := os.Getenv("CF_HOME")
	if err := os.Mkdir(filepath.Join(home, ".cf"), 0o700); err != nil {
		t.Fatal(err)
	}
	// The payload is {"exp":4102444800}: valid until the year 2100.
	file := `{"Target":"` + fake.URL + `","UaaEndpoint":"` + fake.URL + `","AccessToken":"bearer e30.eyJleHAiOjQxMDI0NDQ4MDB9.e30"}`
	if err := os.WriteFile(filepath.Join(home, ".cf", "config.json"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	tf := unconfigured(t)
	tf.noErrors(tf.configure(object{}))
	mustEqual(t, "calls", len(fake.asked), 0)
}
