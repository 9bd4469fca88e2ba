package provider

import (
	"strings"
	"testing"
)

const bindingQuery = "GET " + bindings + "?names=k&page=1&per_page=50&service_instance_guids=" + instanceGUID

func TestKeyDataSource(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on(bindingQuery, listOf(keyJSON("k", `{"a":"b"}`)))
	fake.on("GET "+key+"/details", reply{body: details})
	fake.on("GET "+key+"/parameters", reply{body: `{ "z": "1", "a": "2" }`})
	result := tf.data("service_credential_binding_details", keyConfig())
	mustEqual(t, "said", said(result.diags), "")
	mustEqual(t, "calls", strings.Join(fake.requests(), "\n"), bindingQuery+"\nGET "+key+"/details\nGET "+key+"/parameters")
	for name, want := range map[string]string{
		"id": keyGUID, "name": "k", "type": "key", "service_instance": instanceGUID, "app": "<null>",
		"credential_binding": canonical, "parameters": `{"a":"2","z":"1"}`, "annotations": "<null>",
		"created_at": "2026-07-10T06:49:28Z", "updated_at": "0001-01-01T00:00:00Z",
	} {
		mustEqual(t, name, result.state.text(t, name), want)
	}
	mustEqual(t, "labels", result.state["labels"].Equal(strMap("a", "b")), true)
	mustHaveSucceeded(t, result.state)
}

func TestKeyDataSourceWarnings(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on(bindingQuery, listOf(keyJSON("k", "{}")))
	fake.on("GET "+key+"/details", reply{body: details})
	for _, answer := range []reply{
		failure(400, 90007, "CF-ServiceFetchBindingParametersNotSupported", "This service does not support fetching service binding parameters."),
		{body: `{"a":1}`},
	} {
		fake.on("GET "+key+"/parameters", answer)
		result := tf.data("service_credential_binding_details", keyConfig())
		mustWarn(t, result.diags, "WARNING Unable to fetch Parameters. / Request failed with ")
		mustEqual(t, "parameters", result.state.text(t, "parameters"), "<null>")
		mustEqual(t, "credentials", result.state.text(t, "credential_binding"), canonical)
	}
	fake.on("GET "+key+"/details", gone())
	result := tf.data("service_credential_binding_details", keyConfig())
	mustWarn(t, result.diags, "WARNING API Error Fetching Service Credential Binding Details. / Request failed with ")
	mustEqual(t, "credentials", result.state.text(t, "credential_binding"), "<null>")
	mustEqual(t, "id", result.state.text(t, "id"), keyGUID)
}

func TestKeyDataSourceFailures(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	const failed = "API Error Fetching Service Credential Binding. / Request failed with "
	const notOne = failed + "expected exactly 1 result, but got less or more than 1."
	for name, test := range map[string]struct {
		list reply
		want string
	}{
		"absent":         {listOf(), notOne},
		"twice":          {listOf(keyJSON("k", "{}"), keyJSON("k", "{}")), notOne},
		"refused":        {failure(403, 10003, "CF-NotAuthorized", "no"), failed + "error executing GET request for " + bindings},
		"parts missing":  {listOf(`{"guid":"g","type":"key"}`), "lacks metadata, relationships.service_instance.data"},
		"an app binding": {listOf(strings.Replace(keyJSON("k", "{}"), `"type":"key"`, `"type":"app"`, 1)), "Not supported by the stand-in"},
	} {
		t.Run(name, func(t *testing.T) {
			fake.on(bindingQuery, test.list)
			mustSay(t, tf.data("service_credential_binding_details", keyConfig()).diags, test.want)
			mustEqual(t, "calls", strings.Join(fake.requests(), "\n"), bindingQuery)
		})
	}
}

func TestKeyDataSourceInputs(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	nameless := object{"type": str("key"), "service_instance": str(instanceGUID)}
	for want, config := range map[string]object{
		"Missing attribute name / Name is required for a service key": nameless,
		"Invalid attribute combination":                               keyConfig().with(object{"app": str("a")}),
		"Missing attribute app":                                       nameless.with(object{"type": str("app")}),
		"Not supported by the stand-in":                               nameless.with(object{"type": str("app"), "app": str("a")}),
	} {
		tf.noErrors(tf.validateData("service_credential_binding_details", config))
		mustSay(t, tf.data("service_credential_binding_details", config).diags, want)
	}
	mustSay(t, tf.validateData("service_credential_binding_details", keyConfig().with(object{"type": str("x")})), "Invalid Attribute Value Match")
	mustEqual(t, "calls", len(fake.requests()), 0)
}
