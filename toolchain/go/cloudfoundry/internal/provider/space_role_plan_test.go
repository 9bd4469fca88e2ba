package provider

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

const spacePath = "/v3/spaces/" + spaceGUID

func spaceJSON(name, labels string) string {
	return fmt.Sprintf(`{"guid":%q,%s,"name":%q,"relationships":{"organization":{"data":{"guid":%q}},"quota":{"data":null}},"metadata":{"labels":%s,"annotations":{}}}`,
		spaceGUID, stamps, name, orgGUID, labels)
}

func TestSpaceLife(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on("POST /v3/spaces", reply{status: 201, body: spaceJSON("s", "{}")})
	fake.on("GET "+spacePath+"/features/ssh", reply{body: `{"name":"ssh","enabled":true}`})
	config := object{"name": str("s"), "org": str(orgGUID)}
	result := tf.apply("space", nil, config)
	tf.noErrors(result.diags)
	mustEqual(t, "POST body", fake.body("POST /v3/spaces"),
		`{"name":"s","relationships":{"organization":{"data":{"guid":"`+orgGUID+`"}}},"metadata":{"labels":null,"annotations":null}}`)
	mustEqual(t, "calls", strings.Join(fake.requests(), " "), "POST /v3/spaces GET "+spacePath+"/features/ssh")
	mustEqual(t, "ssh", result.state["allow_ssh"].Equal(boolean(true)), true)

	fake.on("PATCH "+spacePath+"/relationships/isolation_segment", reply{body: `{"data":null}`})
	fake.on("PATCH "+spacePath+"/features/ssh", reply{body: `{"enabled":false}`})
	fake.on("PATCH "+spacePath, reply{body: spaceJSON("s2", `{"a":"1"}`)})
	updated := tf.apply("space", result.state, config.with(object{"name": str("s2"), "labels": strMap("a", "1"), "allow_ssh": boolean(false)}))
	tf.noErrors(updated.diags)
	mustEqual(t, "calls", strings.Join(fake.requests(), " "),
		"PATCH "+spacePath+"/features/ssh PATCH "+spacePath+"/relationships/isolation_segment PATCH "+spacePath)
	mustEqual(t, "isolation body", fake.body("PATCH "+spacePath+"/relationships/isolation_segment"), `{"data":{"guid":null}}`)
	mustEqual(t, "PATCH body", fake.body("PATCH "+spacePath), `{"name":"s2","metadata":{"labels":{"a":"1"},"annotations":null}}`)

	fake.on("GET "+spacePath, reply{body: spaceJSON("s2", `{"a":"1"}`)})
	fake.on("GET "+spacePath+"/relationships/isolation_segment", reply{body: `{}`})
	tf.noErrors(tf.importByID("space", spaceGUID).diags)
	fake.on("GET "+spacePath, reply{body: `{"guid":"x"}`})
	mustSay(t, tf.refresh("space", updated.state).diags, "lacks metadata, relationships.organization.data, relationships.quota")
	fake.on("GET "+spacePath, gone())
	tf.mustVanish("space", updated.state, "space_guid")
	fake.on("POST /v3/spaces", failure(422, 10008, "CF-UnprocessableEntity", "Name must be unique per organization"))
	mustSay(t, tf.apply("space", nil, config).diags, "API Error Creating Space / Could not create Space s : "+
		"executing POST request for /v3/spaces failed: cfclient error (CF-UnprocessableEntity|10008): Name must be unique per organization")

	fake.on("DELETE "+spacePath, reply{status: 204})
	mustSay(t, tf.apply("space", updated.state, nil).diags, "names no job")
	fake.on("DELETE "+spacePath, accepted())
	tf.noErrors(tf.apply("space", updated.state, nil).diags)
}

func TestSpaceHalfMadeStaysInState(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	fake.on("POST /v3/spaces", reply{status: 201, body: spaceJSON("s", "{}")})
	result := tf.apply("space", nil, object{"name": str("s"), "org": str(orgGUID)})
	mustSay(t, result.diags, "Space s was created but could not be set up")
	mustEqual(t, "id", result.state.text(t, "id"), spaceGUID)
}

func TestRoles(t *testing.T) {
	for kind, test := range map[string]struct{ place, key, role, guid string }{
		"org_role":   {"org", "organization", "organization_user", orgGUID},
		"space_role": {"space", "space", "space_developer", spaceGUID},
	} {
		t.Run(kind, func(t *testing.T) {
			fake := newFakeCF(t)
			tf := newTerraform(t, fake)
			answer := fmt.Sprintf(`{"guid":%q,%s,"type":%q,"relationships":{"user":{"data":{"guid":%q}},%q:{"data":{"guid":%q}}}}`,
				roleGUID, stamps, test.role, userGUID, test.key, test.guid)
			fake.on("POST /v3/roles", reply{status: 201, body: answer})
			config := object{"type": str(test.role), test.place: str(test.guid), "username": str("jo@example.org"), "origin": str("sap.ids")}
			result := tf.apply(kind, nil, config)
			tf.noErrors(result.diags)
			mustEqual(t, "POST body", fake.body("POST /v3/roles"), fmt.Sprintf(
				`{"type":%q,"relationships":{%q:{"data":{"guid":%q}},"user":{"data":{"username":"jo@example.org","origin":"sap.ids"}}}}`, test.role, test.key, test.guid))
			mustEqual(t, "user", result.state.text(t, "user"), userGUID)

			fake.on("GET /v3/roles/"+roleGUID, reply{body: answer})
			imported := tf.importByID(kind, roleGUID)
			byGUID := object{"type": str(test.role), test.place: str(test.guid), "user": str(userGUID)}
			mustEqual(t, "import, then by user: clean", len(tf.apply(kind, imported.state, byGUID).replace), 0)
			if len(tf.apply(kind, imported.state, config).replace) == 0 {
				t.Error("import, then by username must replace")
			}
			fake.on("GET /v3/roles/"+roleGUID, reply{body: `{"guid":"r","relationships":{}}`})
			mustSay(t, tf.refresh(kind, result.state).diags, "lacks relationships.user.data")
			fake.on("GET /v3/roles/"+roleGUID, gone())
			tf.mustVanish(kind, result.state, "role_guid")
			fake.on("DELETE /v3/roles/"+roleGUID, accepted())
			tf.noErrors(tf.apply(kind, result.state, nil).diags)

			mustSay(t, tf.validate(kind, config.with(object{"user": str(userGUID)})), "Invalid Attribute Combination")
			mustSay(t, tf.validate(kind, object{"type": str(test.role), test.place: str(test.guid)}), "Invalid Attribute Combination")
			mustSay(t, tf.validate(kind, byGUID.with(object{"origin": str("x")})), "Invalid Attribute Combination")
		})
	}
}

func TestServicePlanDataSource(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	query := "GET /v3/service_plans?names=integration-flow&page=1&per_page=50&service_offering_names=it-rt"
	config := object{"name": str("integration-flow"), "service_offering_name": str("it-rt")}
	fake.on(query, listOf())
	mustSay(t, tf.data("service_plan", config).diags, "API Error fetching service plans. / Expected exactly one service plan, got 0.")
	fake.on(query, listOf(planJSON(planGUID, "integration-flow")))
	result := tf.data("service_plan", config)
	tf.noErrors(result.diags)
	mustEqual(t, "id", result.state.text(t, "id"), planGUID)
	for attribute, text := range map[string]string{"broker_catalog": `{ \"b\" : 1.0 }`, "schemas": `{\"z\":1, \"a\":2}`} {
		if !strings.Contains(result.state[attribute].String(), text) && !strings.Contains(result.state[attribute].String(), strings.ReplaceAll(text, `\"`, `"`)) {
			t.Errorf("%s is not byte for byte %s: %s", attribute, text, result.state[attribute])
		}
	}
	fake.on(query, listOf(`{"guid":"p"}`))
	mustSay(t, tf.data("service_plan", config).diags, "lacks broker_catalog.metadata, metadata, relationships.service_offering.data, schemas.")
}

func TestOrgAndSpaceDataSources(t *testing.T) {
	fake := newFakeCF(t)
	tf := newTerraform(t, fake)
	org := func(name string) string {
		return fmt.Sprintf(`{"guid":%q,%s,"name":%q,"suspended":false,"relationships":{"quota":{"data":{"guid":"q"}}},"metadata":{"labels":{"a":"b"}}}`, orgGUID, stamps, name)
	}
	fake.on("GET /v3/organizations?names=o&page=1&per_page=50",
		reply{body: `{"pagination":{"next":{"href":"http://elsewhere/v3/organizations?page=2&per_page=2"}},"resources":[` + org("O") + `]}`})
	fake.on("GET /v3/organizations?names=o&page=2&per_page=2", listOf(org("o")))
	result := tf.data("org", object{"name": str("o")})
	tf.noErrors(result.diags)
	mustEqual(t, "quota", result.state.text(t, "quota"), "q")
	fake.on("GET /v3/organizations?names=o&page=2&per_page=2", listOf())
	mustSay(t, tf.data("org", object{"name": str("o")}).diags, "Unable to find org data in list / Given name o not in the list of orgs.")
	fake.on("GET /v3/organizations?names=o&page=2&per_page=2", listOf(`{"guid":"g","name":"o"}`))
	mustSay(t, tf.data("org", object{"name": str("o")}).diags, "lacks metadata, relationships.quota.data")

	config := object{"name": str("s"), "org": str(orgGUID)}
	fake.on("GET /v3/organizations/"+orgGUID, gone())
	mustSay(t, tf.data("space", config).diags, "API Error Fetching Organization")
	fake.on("GET /v3/organizations/"+orgGUID, reply{body: "{}"})
	fake.on("GET /v3/spaces", listOf())
	mustSay(t, tf.data("space", config).diags, "Unable to find space data in list")
	fake.on("GET /v3/spaces", listOf(spaceJSON("s", "{}")))
	fake.on("GET "+spacePath+"/features/ssh", reply{body: `{"enabled":true}`})
	fake.on("GET "+spacePath+"/relationships/isolation_segment", reply{body: `{"data":null}`})
	found := tf.data("space", config)
	tf.noErrors(found.diags)
	mustEqual(t, "ssh", found.state["allow_ssh"].Equal(tftypes.NewValue(tftypes.Bool, true)), true)
}
