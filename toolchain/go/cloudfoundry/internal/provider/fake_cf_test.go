package provider

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

const (
	orgGUID      = "11111111-1111-4111-8111-111111111111"
	spaceGUID    = "22222222-2222-4222-8222-222222222222"
	planGUID     = "33333333-3333-4333-8333-333333333333"
	otherPlan    = "34343434-3333-4333-8333-333333333333"
	instanceGUID = "44444444-4444-4444-8444-444444444444"
	keyGUID      = "55555555-5555-4555-8555-555555555555"
	roleGUID     = "66666666-6666-4666-8666-666666666666"
	userGUID     = "77777777-7777-4777-8777-777777777777"
)

// reply is one scripted answer.
type reply struct {
	status   int
	body     string
	location string
}

// fakeCF answers by "METHOD path" or, first, "METHOD path?query"; the last reply of a list is repeated. It knows no
// rules of its own: each test scripts what the server says and looks at what was asked.
type fakeCF struct {
	*httptest.Server
	mutex   sync.Mutex
	scripts map[string][]reply
	asked   []string
	bodies  map[string]string
	hook    func(key string, r *http.Request)
}

func newFakeCF(t *testing.T) *fakeCF {
	t.Helper()
	fake := &fakeCF{scripts: map[string][]reply{}, bodies: map[string]string{}}
	fake.Server = httptest.NewServer(fake)
	t.Cleanup(fake.Close)
	fake.on("GET /", reply{body: fmt.Sprintf(`{"links":{"uaa":{"href":%q}}}`, fake.URL)})
	fake.on("POST /oauth/token", reply{body: `{"access_token":"t1","token_type":"bearer","refresh_token":"r","expires_in":1199}`})
	fake.on("GET /v3/service_plans/"+planGUID, reply{body: planJSON(planGUID, "integration-flow")})
	fake.on("GET /v3/service_plans/"+otherPlan, reply{body: planJSON(otherPlan, "api")})
	fake.on("GET /v3/service_offerings/off", reply{body: `{"guid":"off","name":"it-rt"}`})
	fake.on("GET /v3/jobs/j", reply{body: `{"state":"PROCESSING"}`}, reply{body: `{"state":"COMPLETE"}`})
	return fake
}

func (f *fakeCF) on(key string, replies ...reply) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.scripts[key] = replies
}

func (f *fakeCF) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	key := r.Method + " " + r.URL.RequestURI()
	f.mutex.Lock()
	f.asked = append(f.asked, key)
	f.bodies[r.Method+" "+r.URL.Path] = strings.TrimSuffix(string(body), "\n")
	short := r.Method + " " + r.URL.Path
	script, found := f.scripts[key]
	if !found {
		key = short
		script, found = f.scripts[key]
	}
	answer := reply{status: 404, body: `{"errors":[{"code":10000,"title":"CF-NotFound","detail":"Unknown request"}]}`}
	if found {
		answer = script[0]
		if len(script) > 1 {
			f.scripts[key] = script[1:]
		}
	}
	hook := f.hook
	f.mutex.Unlock()
	if hook != nil {
		hook(short, r)
	}
	if answer.location != "" {
		w.Header().Set("Location", f.URL+answer.location)
	}
	if answer.status == 0 {
		answer.status = 200
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(answer.status)
	_, _ = io.WriteString(w, answer.body)
}

func (f *fakeCF) body(key string) string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.bodies[key]
}

// requests since the last call, without the login.
func (f *fakeCF) requests() []string {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	var seen []string
	for _, key := range f.asked {
		if key != "GET /" && !strings.HasPrefix(key, "POST /oauth/token") {
			seen = append(seen, key)
		}
	}
	f.asked = nil
	return seen
}

func (f *fakeCF) logins() (count int) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	for _, key := range f.asked {
		if strings.HasPrefix(key, "POST /oauth/token") {
			count++
		}
	}
	return count
}

func accepted() reply { return reply{status: 202, location: "/v3/jobs/j"} }

func failure(status, code int, title, detail string) reply {
	body, _ := json.Marshal(map[string]any{"errors": []any{map[string]any{"code": code, "title": title, "detail": detail}}})
	return reply{status: status, body: string(body)}
}

func gone() reply { return failure(404, 10010, "CF-ResourceNotFound", "not found") }

func listOf(items ...string) reply {
	return reply{body: `{"pagination":{"next":null},"resources":[` + strings.Join(items, ",") + `]}`}
}

const stamps = `"created_at":"2026-07-10T06:49:28Z","updated_at":null`

func planJSON(guid, name string) string {
	return fmt.Sprintf(`{"guid":%q,%s,"name":%q,"visibility_type":"organization","available":true,"free":true,"costs":[{"amount":1.5,"currency":"EUR","unit":"MONTH"}],
"description":"d","maintenance_info":{},"broker_catalog":{"id":"c","metadata":{ "b" : 1.0 },"maximum_polling_duration":null,"features":{"bindable":true,"plan_updateable":false}},
"schemas":{"service_instance":{"create":{"parameters":{"z":1, "a":2}},"update":{"parameters":{}}},"service_binding":{"create":{"parameters":{}}}},
"relationships":{"service_offering":{"data":{"guid":"off"}}},"metadata":{"labels":{},"annotations":{}}}`, guid, stamps, name)
}

func instanceJSON(name, plan, labels, operation string) string {
	return fmt.Sprintf(`{"guid":%q,%s,"name":%q,"type":"managed","tags":[],"maintenance_info":{},"upgrade_available":false,"dashboard_url":null,
"last_operation":{"type":"create","state":%q,"description":null},"relationships":{"space":{"data":{"guid":%q}},"service_plan":{"data":{"guid":%q}}},
"metadata":{"labels":%s,"annotations":{}}}`, instanceGUID, stamps, name, operation, spaceGUID, plan, labels)
}

func keyJSON(name, labels string) string {
	return fmt.Sprintf(`{"guid":%q,%s,"name":%q,"type":"key","last_operation":{"type":"create","state":"succeeded","description":null},
"relationships":{"service_instance":{"data":{"guid":%q}}},"metadata":{"labels":%s,"annotations":{}}}`, keyGUID, stamps, name, instanceGUID, labels)
}
