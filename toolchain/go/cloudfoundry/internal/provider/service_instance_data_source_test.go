package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const instanceQuery = "GET /v3/service_instances?names=rt&page=1&per_page=50&space_guids=" + spaceGUID

// mustHaveSucceeded looks for the last operation that the fake's objects have.
func mustHaveSucceeded(t *testing.T, state object) {
	t.Helper()
	want := build(state["last_operation"].Type(), object{
		"type": str("create"), "state": str("succeeded"), "description": str(""),
		"created_at": str("0001-01-01T00:00:00Z"), "updated_at": str("0001-01-01T00:00:00Z"),
	})
	mustEqual(t, "last_operation", state["last_operation"].Equal(want), true)
}

func TestInstanceDataSource(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	config := object{"name": str("rt"), "space": str(spaceGUID)}
	found := instanceJSON("rt", planGUID, `{"a":"b"}`, "succeeded")
	// The name is compared here as well, and the second page counts.
	fake.on(instanceQuery, reply{body: `{"pagination":{"next":{"href":"/v3/service_instances?page=2&per_page=50"}},"resources":[` +
		instanceJSON("RT", planGUID, "{}", "succeeded") + `]}`})
	secondPage := strings.Replace(instanceQuery, "page=1", "page=2", 1)
	fake.on(secondPage, listOf(found))
	fake.on("GET "+instance+"/parameters", reply{body: "{\"z\": 1.0,\n \"a\": \"<&>\"}"})
	result := tf.data("service_instance", config)
	mustEqual(t, "said", said(result.diags), "")
	mustEqual(t, "calls", strings.Join(fake.requests(), "\n"), instanceQuery+"\n"+secondPage+"\nGET "+instance+"/parameters")
	for name, want := range map[string]string{
		"id": instanceGUID, "name": "rt", "space": spaceGUID, "type": "managed", "service_plan": planGUID,
		"parameters": `{"z":1.0,"a":"\u003c\u0026\u003e"}`, "credentials": "<null>", "tags": "<null>", "dashboard_url": "<null>",
		"annotations": "<null>", "created_at": "2026-07-10T06:49:28Z", "updated_at": "0001-01-01T00:00:00Z",
	} {
		mustEqual(t, name, result.state.text(t, name), want)
	}
	mustEqual(t, "labels", result.state["labels"].Equal(strMap("a", "b")), true)
	mustEqual(t, "upgrade_available", result.state["upgrade_available"].Equal(boolean(false)), true)
	mustHaveSucceeded(t, result.state)
	nothing := build(result.state["maintenance_info"].Type(), object{})
	mustEqual(t, "maintenance_info", result.state["maintenance_info"].Equal(nothing), true)
}

func TestInstanceDataSourceWithoutParameters(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on(instanceQuery, listOf(instanceJSON("rt", planGUID, "{}", "succeeded")))
	for _, answer := range []reply{
		failure(400, 120004, "CF-ServiceFetchInstanceParametersNotSupported", "This service does not support fetching service instance parameters."),
		{status: 502, body: "<html>"},
		{body: "no JSON"},
	} {
		fake.on("GET "+instance+"/parameters", answer)
		result := tf.data("service_instance", object{"name": str("rt"), "space": str(spaceGUID)})
		mustWarn(t, result.diags, "WARNING API Error Fetching Parameters. / Request failed with ")
		mustEqual(t, "parameters", result.state["parameters"].Equal(tftypes.NewValue(tftypes.String, "null")), true)
		mustEqual(t, "id", result.state.text(t, "id"), instanceGUID)
	}
}

func TestInstanceDataSourceFailures(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	for want, list := range map[string]reply{
		"Unable to find service instance in list / Given name rt not in the list of service instances.": listOf(instanceJSON("RT", planGUID, "{}", "succeeded"), "null"),
		"API Error to fetch service instance data. / Request failed with ":                              {status: 500},
		"lacks maintenance_info, metadata, relationships.service_plan.data":                             listOf(`{"guid":"g","name":"rt","type":"managed"}`),
		"Not supported by the stand-in":                                                                 listOf(`{"guid":"g","name":"rt","type":"user-provided","metadata":{},"relationships":{"space":{"data":{"guid":"s"}}}}`),
	} {
		fake.on(instanceQuery, list)
		result := tf.data("service_instance", object{"name": str("rt"), "space": str(spaceGUID)})
		mustSay(t, result.diags, want)
		mustEqual(t, "calls", strings.Join(fake.requests(), "\n"), instanceQuery)
	}
}
