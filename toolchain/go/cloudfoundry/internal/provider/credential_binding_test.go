package provider

import (
	"strings"
	"testing"
)

const (
	bindings = "/v3/service_credential_bindings"
	key      = bindings + "/" + keyGUID
	details  = `{"credentials":{"oauth":{"url":"https://x?a=1&b","clientid":"sb-1!b1"},"a":1.0,"n":12345678901234567890},"volume_mounts":[],"other":1}`
	// canonical: sorted at every level, numbers through float64, empty and unknown parts gone.
	canonical = `{"credentials":{"a":1,"n":12345678901234567000,"oauth":{"clientid":"sb-1!b1","url":"https://x?a=1\u0026b"}}}`
)

func keyConfig() object {
	return object{"type": str("key"), "name": str("k"), "service_instance": str(instanceGUID)}
}

func newKey(t *testing.T, tf *terraform, fake *fakeCF) object {
	t.Helper()
	fake.on("POST "+bindings, accepted())
	fake.on("GET "+bindings, listOf(keyJSON("k", "{}")))
	fake.on("GET "+key+"/details", reply{body: details})
	result := tf.apply("service_credential_binding", nil, keyConfig().with(object{"parameters": str(`{"z":1.0,"a":2}`)}))
	tf.noErrors(result.diags)
	return result.state
}

func TestKeyLife(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	state := newKey(t, tf, fake)
	mustEqual(t, "calls", strings.Join(fake.requests(), "\n"), "POST "+bindings+"\nGET /v3/jobs/j\nGET /v3/jobs/j\nGET "+bindings+
		"?names=k&service_instance_guids="+instanceGUID+"\nGET "+key+"/details")
	mustEqual(t, "POST body", fake.body("POST "+bindings), `{"type":"key","relationships":{"service_instance":{"data":{"guid":"`+instanceGUID+
		`"}}},"name":"k","parameters":{"z":1.0,"a":2},"metadata":{"labels":null,"annotations":null}}`)
	mustEqual(t, "credentials", state.text(t, "credential_binding"), canonical)

	fake.on("PATCH "+key, reply{body: keyJSON("k", `{"a":"1"}`)})
	config := keyConfig().with(object{"parameters": str(`{"z":1.0,"a":2}`), "labels": strMap("a", "1")})
	result := tf.apply("service_credential_binding", state, config)
	tf.noErrors(result.diags)
	mustEqual(t, "PATCH body", fake.body("PATCH "+key), `{"metadata":{"labels":{"a":"1"},"annotations":null}}`)
	mustEqual(t, "credentials in the plan", result.planned.text(t, "credential_binding"), "<unknown>")
	mustEqual(t, "id in the plan", result.planned.text(t, "id"), keyGUID)

	for _, change := range []object{{"name": str("k2")}, {"parameters": str(`{"a":2,"z":1.0}`)}, {"service_instance": str("x")}} {
		if replaced := tf.apply("service_credential_binding", state, config.with(change)); len(replaced.replace) != 1 {
			t.Errorf("%v does not replace the key", change)
		}
	}
	fake.on("DELETE "+key, reply{status: 204})
	tf.noErrors(tf.apply("service_credential_binding", state, nil).diags)
	fake.on("DELETE "+key, gone())
	tf.noErrors(tf.apply("service_credential_binding", state, nil).diags)
	fake.on("DELETE "+key, failure(422, 10008, "CF-UnprocessableEntity", "There is an operation in progress for the service binding."))
	kept := tf.apply("service_credential_binding", state, nil)
	mustSay(t, kept.diags, "API Error in deleting service credential binding")
	mustEqual(t, "kept", kept.state != nil, true)
}

func TestKeyMadeAtOnce(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on("POST "+bindings, reply{status: 201, body: keyJSON("k", "{}")})
	fake.on("GET "+key+"/details", reply{body: `{"credentials":null}`})
	result := tf.apply("service_credential_binding", nil, keyConfig())
	tf.noErrors(result.diags)
	mustEqual(t, "calls", strings.Join(fake.requests(), " "), "POST "+bindings+" GET "+key+"/details")
	mustEqual(t, "no credentials", result.state.text(t, "credential_binding"), "{}")
}

func TestKeyCreateFailures(t *testing.T) {
	for name, test := range map[string]struct {
		post, job, list reply
		says            string
	}{
		"refused":       {post: failure(422, 10008, "T", "taken"), says: "Unable to create Credential Binding k: "},
		"job failed":    {post: accepted(), job: reply{body: `{"state":"FAILED"}`}, says: "Unable to verify service credential binding creation / Service Credential Binding verification failed for k: "},
		"absent":        {post: accepted(), job: reply{body: `{"state":"COMPLETE"}`}, list: listOf(), says: "Error fetching service credential binding after creation"},
		"parts missing": {post: accepted(), job: reply{body: `{"state":"COMPLETE"}`}, list: listOf(`{"guid":"g"}`), says: "lacks metadata, relationships.service_instance.data, type"},
		"no job named":  {post: reply{status: 202}, says: "names no job"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := newFakeCF(t)
			tf := newTerraform(t, fake)
			fake.on("POST "+bindings, test.post)
			fake.on("GET /v3/jobs/j", test.job)
			fake.on("GET "+bindings, test.list)
			result := tf.apply("service_credential_binding", nil, keyConfig())
			mustSay(t, result.diags, test.says)
			mustEqual(t, "nothing in state", result.state == nil, true)
		})
	}
}

func TestKeyDetailsFailureIsAWarning(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	state := newKey(t, tf, fake)
	fake.on("GET "+key, reply{body: keyJSON("k", "{}")})
	for _, answer := range []reply{{status: 502, body: "<html>"}, {body: `{"credentials":"text"}`}, {body: `{"volume_mounts":[{}]}`}} {
		fake.on("GET "+key+"/details", answer)
		result := tf.refresh("service_credential_binding", state)
		tf.noErrors(result.diags)
		mustWarn(t, result.diags, "WARNING API Error Fetching Service Credential Binding Details. / Request failed with")
		mustEqual(t, "credentials", result.state.text(t, "credential_binding"), "<null>")
	}
	fake.on("GET "+key, gone())
	tf.mustVanish("service_credential_binding", state, "service_credential_binding_guid")
}

func TestKeyImport(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on("GET "+key, reply{body: keyJSON("k", "{}")})
	fake.on("GET "+key+"/details", reply{body: details})
	imported := tf.importByID("service_credential_binding", keyGUID)
	tf.noErrors(imported.diags)
	mustEqual(t, "credentials", imported.state.text(t, "credential_binding"), canonical)
	clean := tf.apply("service_credential_binding", imported.state, keyConfig())
	mustEqual(t, "plan after import is clean", clean.planned.text(t, "credential_binding"), canonical)
}

func TestKeyValidation(t *testing.T) {
	tf := unconfigured(t)
	without := object{"type": str("key"), "service_instance": str("x")}
	mustSay(t, tf.validate("service_credential_binding", without), "Missing attribute name / Name is required for a service key")
	mustSay(t, tf.validate("service_credential_binding", keyConfig().with(object{"app": str("x")})), "Invalid attribute combination")
	mustSay(t, tf.validate("service_credential_binding", without.with(object{"type": str("app")})), "Missing attribute app")
	app := object{"type": str("app"), "service_instance": str("x"), "app": str("a")}
	tf = newTerraform(t, newFakeCF(t))
	mustSay(t, tf.apply("service_credential_binding", nil, app).diags, "Not supported by the stand-in")
}
