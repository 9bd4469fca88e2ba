package provider

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const (
	lookup   = "GET /v3/service_instances"
	instance = "/v3/service_instances/" + instanceGUID
)

func managed() object {
	return object{"name": str("rt"), "type": str("managed"), "space": str(spaceGUID), "service_plan": str(planGUID)}
}

// created is the usual way there, for the tests of what comes after.
func created(t *testing.T, tf *terraform, fake *fakeCF, config object) object {
	t.Helper()
	fake.on("POST /v3/service_instances", accepted())
	fake.on(lookup, listOf(instanceJSON("rt", planGUID, "{}", "succeeded")))
	result := tf.apply("service_instance", nil, config)
	tf.noErrors(result.diags)
	fake.requests()
	return result.state
}

func TestInstanceLifeByGUID(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on("POST /v3/service_instances", accepted())
	fake.on(lookup, listOf(instanceJSON("rt", planGUID, "{}", "succeeded")))

	config := managed().with(object{"parameters": str(`{"z": 1.0, "a": 12345678901234567890, "h": "<&>"}`)})
	result := tf.apply("service_instance", nil, config)
	tf.noErrors(result.diags)
	mustEqual(t, "order of calls", strings.Join(fake.requests(), "\n"), strings.Join([]string{
		"GET /v3/service_plans/" + planGUID, "GET /v3/service_offerings/off", "POST /v3/service_instances",
		"GET /v3/jobs/j", "GET /v3/jobs/j", "GET /v3/service_instances?names=rt&space_guids=" + spaceGUID,
	}, "\n"))
	mustEqual(t, "POST body", fake.body("POST /v3/service_instances"),
		`{"type":"managed","name":"rt","relationships":{"service_plan":{"data":{"guid":"`+planGUID+`"}},"space":{"data":{"guid":"`+spaceGUID+
			`"}}},"metadata":{"labels":null,"annotations":null},"parameters":{"z":1.0,"a":12345678901234567890,"h":"\u003c\u0026\u003e"}}`)
	state := result.state
	mustEqual(t, "id", state.text(t, "id"), instanceGUID)
	mustEqual(t, "plan name", state.text(t, "service_plan_name"), "integration-flow")
	mustEqual(t, "offering", state.text(t, "service_offering_name"), "it-rt")
	mustEqual(t, "updated_at", state.text(t, "updated_at"), "0001-01-01T00:00:00Z")
	mustEqual(t, "labels", state.text(t, "labels"), "<null>")

	refreshed := tf.refresh("service_instance", state)
	mustSay(t, refreshed.diags, "API Error Reading service_instance "+instanceGUID, "(CF-NotFound|10000)")

	fake.on("GET "+instance, reply{body: instanceJSON("rt", planGUID, "{}", "succeeded")})
	tf.noErrors(tf.refresh("service_instance", state).diags)
	mustEqual(t, "calls of a refresh", strings.Join(fake.requests(), "\n"), "GET "+instance+"\nGET "+instance)

	fake.on("DELETE "+instance, accepted())
	deleted := tf.apply("service_instance", state, nil)
	tf.noErrors(deleted.diags)
	mustEqual(t, "state after delete", len(deleted.state), 0)
	fake.on("DELETE "+instance, gone())
	tf.noErrors(tf.apply("service_instance", state, nil).diags)
	fake.on("DELETE "+instance, reply{status: 204})
	tf.noErrors(tf.apply("service_instance", state, nil).diags)
	fake.on("DELETE "+instance, accepted())
	fake.on("GET /v3/jobs/j", gone())
	mustSay(t, tf.apply("service_instance", state, nil).diags, "Unable to verify service instance deletion")
}

func TestInstanceUpdates(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	config := managed().with(object{"parameters": str(`{"b":1}`), "labels": strMap("a", "1", "b", "2")})
	fake.on("POST /v3/service_instances", accepted())
	fake.on(lookup, listOf(instanceJSON("rt", planGUID, `{"a":"1","b":"2"}`, "succeeded")))
	state := tf.apply("service_instance", nil, config).state
	fake.requests()

	fake.on("PATCH "+instance, accepted())
	fake.on("GET "+instance, reply{body: instanceJSON("rt", planGUID, `{"b":"3"}`, "succeeded")})
	config = config.with(object{"labels": strMap("b", "3")})
	result := tf.apply("service_instance", state, config)
	tf.noErrors(result.diags)
	mustEqual(t, "PATCH of labels", fake.body("PATCH "+instance),
		`{"parameters":{"b":1},"tags":null,"metadata":{"labels":{"a":null,"b":"3"},"annotations":null}}`)
	mustEqual(t, "calls", strings.Join(fake.requests(), "\n"), "PATCH "+instance+"\nGET /v3/jobs/j\nGET "+instance)
	mustEqual(t, "id in the plan", result.planned.text(t, "id"), instanceGUID)
	mustEqual(t, "plan name in the plan", result.planned.text(t, "service_plan_name"), "<unknown>")
	mustEqual(t, "plan name kept", result.state.text(t, "service_plan_name"), "integration-flow")

	fake.on("PATCH "+instance, reply{body: instanceJSON("rt2", otherPlan, "{}", "succeeded")})
	fake.on("GET "+instance, reply{body: instanceJSON("rt2", otherPlan, "{}", "succeeded")})
	result = tf.apply("service_instance", result.state, managed().with(object{"name": str("rt2"), "service_plan": str(otherPlan)}))
	tf.noErrors(result.diags)
	mustEqual(t, "PATCH of name and plan", fake.body("PATCH "+instance),
		`{"name":"rt2","relationships":{"service_plan":{"data":{"guid":"`+otherPlan+`"}}},"tags":null,"metadata":{"labels":{"b":null},"annotations":null}}`)
	mustEqual(t, "new plan's name", result.state.text(t, "service_plan_name"), "api")
}

func TestInstanceFailedUpdateStoresWhatWasPlanned(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	state := created(t, tf, fake, managed().with(object{"parameters": str(`{"a":1}`)}))
	fake.on("PATCH "+instance, accepted())
	fake.on("GET /v3/jobs/j", reply{body: `{"state":"FAILED","errors":[{"code":10009,"title":"CF-UnableToPerform","detail":"update could not be completed: no"}],"warnings":[{"detail":"beware"}]}`})
	fake.on("GET "+instance, reply{body: instanceJSON("rt", planGUID, "{}", "failed")})
	result := tf.apply("service_instance", state, managed().with(object{"parameters": str(`{"a":2}`)}))
	mustSay(t, result.diags, "Unable to verify service instance update",
		"received state FAILED while waiting for async process: cfclient error (CF-UnableToPerform|10009): update could not be completed: no\nbeware")
	mustEqual(t, "parameters", result.state.text(t, "parameters"), `{"a":2}`)
	if operation := result.state["last_operation"].String(); !strings.Contains(operation, `"failed"`) {
		t.Errorf("last_operation does not say that it failed: %s", operation)
	}
}

func TestInstanceRefusedUpdateLeavesTheOldState(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	state := created(t, tf, fake, managed().with(object{"parameters": str(`{"a":1}`)}))
	fake.on("PATCH "+instance, failure(422, 10008, "CF-UnprocessableEntity", "no"))
	result := tf.apply("service_instance", state, managed().with(object{"parameters": str(`{"a":2}`)}))
	mustSay(t, result.diags, "API Error in updating managed service instance")
	mustEqual(t, "parameters", result.state.text(t, "parameters"), `{"a":1}`)
}

func TestInstanceByNames(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	config := object{"name": str("rt"), "type": str("managed"), "space": str(spaceGUID),
		"service_plan_name": str("integration-flow"), "service_offering_name": str("it-rt")}
	plans := "GET /v3/service_plans?names=integration-flow&service_offering_names=it-rt"
	fake.on(plans, listOf())
	mustSay(t, tf.apply("service_instance", nil, config).diags, "Error resolving service plan",
		`could not find unique service plan "integration-flow" for offering "it-rt": expected exactly 1 result, but got less or more than 1`)
	fake.on(plans, listOf(planJSON(planGUID, "integration-flow")))
	state := created(t, tf, fake, config)
	mustEqual(t, "guid", state.text(t, "service_plan"), planGUID)

	fake.on("PATCH "+instance, accepted())
	fake.on("GET "+instance, reply{body: instanceJSON("rt", planGUID, `{"a":"1"}`, "succeeded")})
	result := tf.apply("service_instance", state, config.with(object{"labels": strMap("a", "1")}))
	tf.noErrors(result.diags)
	mustEqual(t, "no look-up for a label", strings.Join(fake.requests(), " "), "PATCH "+instance+" GET /v3/jobs/j GET "+instance)
	result = tf.apply("service_instance", state, config.with(object{"service_offering_name": str("other")}))
	mustEqual(t, "replaced by another offering", strings.Join(result.replace, ","), `AttributeName("service_offering_name")`)
	result = tf.apply("service_instance", state, managed())
	mustEqual(t, "names to guid is no change", result.planned.text(t, "updated_at"), state.text(t, "updated_at"))
}

func TestInstanceCreateFailures(t *testing.T) {
	failed := reply{body: `{"state":"FAILED","errors":[{"code":10009,"title":"CF-UnableToPerform","detail":"provision could not be completed: x"}]}`}
	withLink := reply{body: `{"state":"COMPLETE","links":{"service_instances":{"href":"https://cf.example` + instance + `"}}}`}
	for name, test := range map[string]struct {
		post, job, list reply
		kept            bool
		says            []string
	}{
		"refused":            {post: failure(422, 10008, "CF-UnprocessableEntity", "The service instance name is taken: rt."), says: []string{"API Error in creating managed service instance", "Unable to create service instance rt: ", "CF-UnprocessableEntity|10008"}},
		"server in trouble":  {post: reply{status: 502, body: "<html>"}, says: []string{"cfclient: HTTP error (502): 502 Bad Gateway", "may exist"}},
		"job failed, listed": {post: accepted(), job: failed, list: listOf(instanceJSON("rt", planGUID, "{}", "failed")), kept: true, says: []string{"Unable to verify service instance creation", "Service Instance verification failed for+ rt: received state FAILED"}},
		"job failed, absent": {post: accepted(), job: failed, list: listOf(), says: []string{"received state FAILED", "terraform import"}},
		"no job named":       {post: reply{status: 202}, list: listOf(instanceJSON("rt", planGUID, "{}", "initial")), kept: true, says: []string{"Location"}},
		"done, absent":       {post: accepted(), job: reply{body: `{"state":"COMPLETE"}`}, list: listOf(), says: []string{"Error get service instance after creation", "expected exactly 1 result"}},
		"done, twice":        {post: accepted(), job: reply{body: `{"state":"COMPLETE"}`}, list: listOf(instanceJSON("rt", planGUID, "{}", "x"), instanceJSON("rt", planGUID, "{}", "x")), says: []string{"expected exactly 1 result"}},
		"absent, guid known": {post: accepted(), job: withLink, list: listOf(), kept: true, says: []string{"Error get service instance after creation"}},
		"job look fails":     {post: accepted(), job: reply{status: 500}, list: listOf(instanceJSON("rt", planGUID, "{}", "in progress")), kept: true, says: []string{"HTTP error (500)"}},
		"parts missing":      {post: accepted(), job: reply{body: `{"state":"COMPLETE"}`}, list: listOf(`{"guid":"g","type":"managed"}`), says: []string{"lacks maintenance_info, metadata, relationships.service_plan.data, relationships.space.data"}},
		"null in the list":   {post: accepted(), job: reply{body: `{"state":"COMPLETE"}`}, list: listOf(`null`), says: []string{"expected exactly 1 result"}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFakeCF(t)
			tf := newTerraform(t, fake)
			fake.on("POST /v3/service_instances", test.post)
			fake.on("GET /v3/jobs/j", test.job)
			fake.on(lookup, test.list)
			if name == "absent, guid known" {
				fake.on("GET "+instance, reply{body: instanceJSON("rt", planGUID, "{}", "succeeded")})
			}
			result := tf.apply("service_instance", nil, managed())
			mustSay(t, result.diags, test.says...)
			mustEqual(t, "kept in state", result.state != nil, test.kept)
		})
	}
}

func TestInstanceTimeout(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on("POST /v3/service_instances", accepted())
	fake.on("GET /v3/jobs/j", reply{body: `{"state":"POLLING"}`})
	fake.on(lookup, listOf(instanceJSON("rt", planGUID, "{}", "in progress")))
	timeoutType := tf.resourceType("service_instance").(tftypes.Object).AttributeTypes["timeouts"]
	limits := build(timeoutType, object{"create": str("30ms")})
	result := tf.apply("service_instance", nil, managed().with(object{"timeouts": limits}))
	mustSay(t, result.diags, "timed out after waiting for async process")
	mustEqual(t, "kept", result.state.text(t, "id"), instanceGUID)
}

func TestInstanceCancelled(t *testing.T) {
	for name, test := range map[string]struct {
		during string
		kept   bool
	}{
		"while the job runs":     {during: "GET /v3/jobs/j", kept: true},
		"while looking it up":    {during: lookup, kept: true},
		"before the server says": {during: "POST /v3/service_instances", kept: false},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFakeCF(t)
			tf := newTerraform(t, fake)
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			tf.ctx = ctx
			fake.on("POST /v3/service_instances", accepted())
			fake.on("GET /v3/jobs/j", reply{body: `{"state":"PROCESSING"}`})
			if test.during == lookup {
				fake.on("GET /v3/jobs/j", reply{body: `{"state":"COMPLETE"}`})
			}
			fake.on(lookup, listOf(instanceJSON("rt", planGUID, "{}", "in progress")))
			fake.hook = func(key string, r *http.Request) {
				if key == test.during {
					cancel()
				}
				if key == "POST /v3/service_instances" && ctx.Err() != nil {
					// No answer before the client has hung up, or it might still be read.
					<-r.Context().Done()
				}
			}
			result := tf.apply("service_instance", nil, managed())
			mustEqual(t, "kept", result.state != nil, test.kept)
			if test.during == lookup {
				tf.noErrors(result.diags)
				return
			}
			mustSay(t, result.diags, "cancel")
			if !test.kept {
				mustSay(t, result.diags, "terraform import cloudfoundry_service_instance.NAME GUID")
			}
		})
	}
}

func TestInstanceReadAndImport(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	state := created(t, tf, fake, managed())
	fake.on("GET "+instance, reply{body: instanceJSON("rt", planGUID, "{}", "succeeded")})
	imported := tf.importByID("service_instance", instanceGUID)
	tf.noErrors(imported.diags)
	mustEqual(t, "calls", strings.Join(fake.requests(), " "), "GET "+instance+" GET /v3/service_plans/"+planGUID+" GET /v3/service_offerings/off")
	mustEqual(t, "plan name", imported.state.text(t, "service_plan_name"), "integration-flow")
	clean := tf.apply("service_instance", imported.state, managed())
	mustEqual(t, "plan after import is clean", clean.planned.text(t, "updated_at"), imported.state.text(t, "updated_at"))

	fake.on("GET "+instance, reply{body: instanceJSON("rt", otherPlan, `{"x":"y"}`, "succeeded")})
	drifted := tf.refresh("service_instance", state)
	mustEqual(t, "drift of the plan's name", drifted.state.text(t, "service_plan_name"), "api")

	fake.on("GET "+instance, gone())
	tf.mustVanish("service_instance", state, "service_instance_guid")
	fake.on("GET "+instance, reply{status: 404, body: "<html>"})
	mustSay(t, tf.refresh("service_instance", state).diags, "HTTP error (404)")
	fake.on("GET "+instance, reply{body: `{"guid":"g","type":"user-provided","metadata":{},"relationships":{"space":{"data":{"guid":"s"}}}}`})
	mustSay(t, tf.refresh("service_instance", state).diags, "Not supported by the stand-in")
	fake.on("GET "+instance, reply{body: `{"guid":"g","created_at":""}`})
	mustSay(t, tf.refresh("service_instance", state).diags, "not the JSON expected")
}

func TestInstanceValidation(t *testing.T) {
	tf := unconfigured(t)
	names := object{"service_plan_name": str("p"), "service_offering_name": str("o")}
	for want, config := range map[string]object{
		"Missing attribute for managed service instance / Either service_plan (GUID) or both service_plan_name and service_offering_name must be set for managed service instances": {"name": str("n"), "type": str("managed"), "space": str(spaceGUID)},
		"Invalid Attribute Combination":                      managed().with(names),
		"Attribute space value must be a valid UUID, got: x": managed().with(object{"space": str("x")}),
		"Invalid JSON String Value":                          managed().with(object{"parameters": str("{")}),
		"Conflicting attribute service instance":             managed().with(object{"type": str("user-provided")}),
		"Parameters can only passed":                         managed().with(object{"type": str("user-provided"), "parameters": str("{}")}),
		"Mistmatch attribute passed":                         managed().with(object{"route_service_url": str("https://x")}),
		"Invalid Attribute Value Match":                      managed().with(object{"type": str("brokered")}),
		"Invalid Attribute Value /":                          managed().with(object{"labels": strMap()}),
	} {
		mustSay(t, tf.validate("service_instance", config), want)
	}
	tf.noErrors(tf.validate("service_instance", managed()))
	half := object{"name": str("n"), "type": str("managed"), "space": str(spaceGUID), "service_plan_name": str("p")}
	mustSay(t, tf.validate("service_instance", half), "Invalid Attribute Combination")
}

func TestInstanceUserProvidedIsRefusedWhilePlanning(t *testing.T) {
	tf := newTerraform(t, newFakeCF(t))
	config := object{"name": str("n"), "type": str("user-provided"), "space": str(spaceGUID)}
	tf.noErrors(tf.validate("service_instance", config))
	mustSay(t, tf.apply("service_instance", nil, config).diags, "Not supported by the stand-in")
}
