package provider

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// terraform plays the part of the CLI against the provider in this process, over the plugin protocol's types.
type terraform struct {
	t      *testing.T
	ctx    context.Context
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
}

type object map[string]tftypes.Value

func str(text string) tftypes.Value { return tftypes.NewValue(tftypes.String, text) }

func boolean(value bool) tftypes.Value { return tftypes.NewValue(tftypes.Bool, value) }

func strMap(pairs ...string) tftypes.Value {
	values := map[string]tftypes.Value{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = str(pairs[i+1])
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, values)
}

// isolate keeps the developer's own environment out of the test.
func isolate(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"CF_API_URL", "CF_USER", "CF_PASSWORD", "CF_CLIENT_ID", "CF_CLIENT_SECRET", "CF_ORIGIN", "CF_ACCESS_TOKEN",
		"CF_REFRESH_TOKEN", "CF_ASSERTION_TOKEN", "CF_SKIP_SSL_VALIDATION", "CF_APPEND_USER_AGENT",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("CF_HOME", t.TempDir())
	t.Setenv(pollIntervalVariable, "2ms")
}

func newTerraform(t *testing.T, fake *fakeCF) *terraform {
	t.Helper()
	isolate(t)
	tf := unconfigured(t)
	tf.noErrors(tf.configure(object{"api_url": str(fake.URL), "user": str("u"), "password": str("p")}))
	return tf
}

func unconfigured(t *testing.T) *terraform {
	t.Helper()
	ctx := context.Background()
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return &terraform{t: t, ctx: ctx, server: server, schema: schema}
}

func (tf *terraform) configure(values object) []*tfprotov6.Diagnostic {
	tf.t.Helper()
	typ := tf.schema.Provider.ValueType()
	resp, err := tf.server.ConfigureProvider(tf.ctx, &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.11.4", Config: dynamic(tf.t, typ, build(typ, values)),
	})
	tf.must(err)
	return resp.Diagnostics
}

func (tf *terraform) resourceType(kind string) tftypes.Type {
	return tf.schema.ResourceSchemas["cloudfoundry_"+kind].ValueType()
}

func (tf *terraform) validate(kind string, config object) []*tfprotov6.Diagnostic {
	tf.t.Helper()
	typ := tf.resourceType(kind)
	resp, err := tf.server.ValidateResourceConfig(tf.ctx, &tfprotov6.ValidateResourceConfigRequest{
		TypeName: "cloudfoundry_" + kind, Config: dynamic(tf.t, typ, build(typ, config)),
	})
	tf.must(err)
	return resp.Diagnostics
}

// outcome of an apply: the new state (nil: none) and what was said.
type outcome struct {
	state   object
	replace []string
	diags   []*tfprotov6.Diagnostic
	planned object
}

// apply plans and applies. A nil config destroys, a nil prior creates.
func (tf *terraform) apply(kind string, prior, config object) outcome {
	tf.t.Helper()
	typ := tf.resourceType(kind)
	configValue, priorValue := build(typ, config), build(typ, prior)
	plan, err := tf.server.PlanResourceChange(tf.ctx, &tfprotov6.PlanResourceChangeRequest{
		TypeName: "cloudfoundry_" + kind, Config: dynamic(tf.t, typ, configValue), PriorState: dynamic(tf.t, typ, priorValue),
		ProposedNewState: dynamic(tf.t, typ, build(typ, tf.proposed(kind, prior, config))),
	})
	tf.must(err)
	result := outcome{diags: plan.Diagnostics}
	if hasErrors(plan.Diagnostics) {
		return result
	}
	result.planned = read(tf.t, typ, plan.PlannedState)
	for _, where := range plan.RequiresReplace {
		result.replace = append(result.replace, where.String())
	}
	if len(result.replace) > 0 {
		return result
	}
	resp, err := tf.server.ApplyResourceChange(tf.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "cloudfoundry_" + kind, Config: dynamic(tf.t, typ, configValue), PriorState: dynamic(tf.t, typ, priorValue),
		PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate,
	})
	tf.must(err)
	result.diags, result.state = resp.Diagnostics, read(tf.t, typ, resp.NewState)
	return result
}

// proposed does what Terraform core does: configuration, and for unset computed attributes the prior state.
func (tf *terraform) proposed(kind string, prior, config object) object {
	if config == nil {
		return nil
	}
	values := object{}
	for _, attribute := range tf.schema.ResourceSchemas["cloudfoundry_"+kind].Block.Attributes {
		if given, ok := config[attribute.Name]; ok {
			values[attribute.Name] = given
		} else if before, ok := prior[attribute.Name]; ok && attribute.Computed {
			values[attribute.Name] = before
		}
	}
	return values
}

func (tf *terraform) refresh(kind string, state object) outcome {
	tf.t.Helper()
	typ := tf.resourceType(kind)
	resp, err := tf.server.ReadResource(tf.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: "cloudfoundry_" + kind, CurrentState: dynamic(tf.t, typ, build(typ, state)),
	})
	tf.must(err)
	return outcome{state: read(tf.t, typ, resp.NewState), diags: resp.Diagnostics}
}

// mustVanish refreshes an object that is gone: as Terraform before 1.12, which keeps no identities, and as a newer one.
func (tf *terraform) mustVanish(kind string, state object, identity string) {
	tf.t.Helper()
	mustSay(tf.t, tf.refresh(kind, state).diags, "Missing Resource Identity After Read")
	typ := tf.resourceType(kind)
	idType := tftypes.Object{AttributeTypes: map[string]tftypes.Type{identity: tftypes.String}}
	known := dynamic(tf.t, idType, build(idType, object{identity: state["id"]}))
	resp, err := tf.server.ReadResource(tf.ctx, &tfprotov6.ReadResourceRequest{
		TypeName: "cloudfoundry_" + kind, CurrentState: dynamic(tf.t, typ, build(typ, state)),
		CurrentIdentity: &tfprotov6.ResourceIdentityData{IdentityData: known},
	})
	tf.must(err)
	tf.noErrors(resp.Diagnostics)
	mustEqual(tf.t, "gone", read(tf.t, typ, resp.NewState) == nil, true)
}

func (tf *terraform) importByID(kind, id string) outcome {
	tf.t.Helper()
	resp, err := tf.server.ImportResourceState(tf.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: "cloudfoundry_" + kind, ID: id})
	tf.must(err)
	tf.noErrors(resp.Diagnostics)
	return tf.refresh(kind, read(tf.t, tf.resourceType(kind), resp.ImportedResources[0].State))
}

func (tf *terraform) validateData(kind string, config object) []*tfprotov6.Diagnostic {
	tf.t.Helper()
	typ := tf.schema.DataSourceSchemas["cloudfoundry_"+kind].ValueType()
	resp, err := tf.server.ValidateDataResourceConfig(tf.ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: "cloudfoundry_" + kind, Config: dynamic(tf.t, typ, build(typ, config)),
	})
	tf.must(err)
	return resp.Diagnostics
}

func (tf *terraform) data(kind string, config object) outcome {
	tf.t.Helper()
	typ := tf.schema.DataSourceSchemas["cloudfoundry_"+kind].ValueType()
	resp, err := tf.server.ReadDataSource(tf.ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: "cloudfoundry_" + kind, Config: dynamic(tf.t, typ, build(typ, config)),
	})
	tf.must(err)
	return outcome{state: read(tf.t, typ, resp.State), diags: resp.Diagnostics}
}

func (tf *terraform) must(err error) {
	tf.t.Helper()
	if err != nil {
		tf.t.Fatal(err)
	}
}

func (tf *terraform) noErrors(diags []*tfprotov6.Diagnostic) {
	tf.t.Helper()
	if hasErrors(diags) {
		tf.t.Fatalf("unexpected errors:\n%s", said(diags))
	}
}

func hasErrors(diags []*tfprotov6.Diagnostic) bool {
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return true
		}
	}
	return false
}

// said joins everything that was reported.
func said(diags []*tfprotov6.Diagnostic) string {
	var lines []string
	for _, d := range diags {
		lines = append(lines, d.Severity.String()+" "+d.Summary+" / "+d.Detail)
	}
	return strings.Join(lines, "\n")
}

// mustSay also insists on an error, for a silent failure is the worst.
func mustSay(t *testing.T, diags []*tfprotov6.Diagnostic, parts ...string) {
	t.Helper()
	if !hasErrors(diags) {
		t.Fatalf("expected an error, got: %s", said(diags))
	}
	for _, part := range parts {
		if !strings.Contains(said(diags), part) {
			t.Errorf("expected %q in:\n%s", part, said(diags))
		}
	}
}

// mustWarn insists that it is no more than a warning.
func mustWarn(t *testing.T, diags []*tfprotov6.Diagnostic, part string) {
	t.Helper()
	if hasErrors(diags) || !strings.Contains(said(diags), part) {
		t.Errorf("expected the warning %q, got: %s", part, said(diags))
	}
}

func mustEqual(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

// build fills everything that is not given with null.
func build(typ tftypes.Type, values object) tftypes.Value {
	if values == nil {
		return tftypes.NewValue(typ, nil)
	}
	full := map[string]tftypes.Value{}
	for name, attribute := range typ.(tftypes.Object).AttributeTypes {
		full[name] = tftypes.NewValue(attribute, nil)
		if given, ok := values[name]; ok {
			full[name] = given
		}
	}
	return tftypes.NewValue(typ, full)
}

func dynamic(t *testing.T, typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, value)
	if err != nil {
		t.Fatal(err)
	}
	return &encoded
}

func read(t *testing.T, typ tftypes.Type, encoded *tfprotov6.DynamicValue) object {
	t.Helper()
	value, err := encoded.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	if value.IsNull() {
		return nil
	}
	fields := map[string]tftypes.Value{}
	if err := value.As(&fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// text of an attribute; "<null>" and "<unknown>" where it has none.
func (o object) text(t *testing.T, name string) string {
	t.Helper()
	value := o[name]
	if !value.IsKnown() {
		return "<unknown>"
	}
	if value.IsNull() {
		return "<null>"
	}
	if !value.Type().Is(tftypes.String) {
		return value.String()
	}
	var text string
	if err := value.As(&text); err != nil {
		t.Fatal(err)
	}
	return text
}

// with returns a changed copy.
func (o object) with(changes object) object {
	changed := object{}
	for name, value := range o {
		changed[name] = value
	}
	for name, value := range changes {
		changed[name] = value
	}
	return changed
}
