package client

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// uaaAndAPI answers tokens t1, t2, … and accepts what `good` accepts.
type uaaAndAPI struct {
	*httptest.Server
	expiresIn int
	good      func(token string) bool
	forms     []string
	hints     []string
	basics    []string
	agents    []string
}

func newServer(t *testing.T) *uaaAndAPI {
	t.Helper()
	fake := &uaaAndAPI{expiresIn: 1199, good: func(string) bool { return true }}
	fake.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			_, _ = fmt.Fprintf(w, `{"links":{"uaa":{"href":%q}}}`, fake.URL+"/uaa")
		case "/uaa/oauth/token":
			_ = r.ParseForm()
			user, secret, _ := r.BasicAuth()
			fake.forms = append(fake.forms, r.PostForm.Encode())
			fake.hints = append(fake.hints, r.URL.RawQuery)
			fake.basics = append(fake.basics, user+":"+secret)
			_, _ = fmt.Fprintf(w, `{"access_token":"t%d","refresh_token":"r","expires_in":%d}`, len(fake.forms), fake.expiresIn)
		default:
			fake.agents = append(fake.agents, r.Header.Get("User-Agent"))
			if !fake.good(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")) {
				w.WriteHeader(http.StatusUnauthorized)
				_, _ = w.Write([]byte(`{"errors":[{"code":1000,"title":"CF-InvalidAuthToken","detail":"Invalid Auth Token"}]}`))
				return
			}
			_, _ = w.Write([]byte(`{"enabled":true}`))
		}
	}))
	t.Cleanup(fake.Close)
	return fake
}

func (f *uaaAndAPI) client(t *testing.T, credentials Credentials) *Client {
	t.Helper()
	client, err := New(context.Background(), Config{APIURL: f.URL + "/", Credentials: credentials, UserAgent: "agent", PollInterval: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%s:\n got %v\nwant %v", what, got, want)
	}
}

const passwordForm = "grant_type=password&password=p&username=u"

func TestPasswordLogsInAtOnceAndAgainAfterA401(t *testing.T) {
	fake := newServer(t)
	client := fake.client(t, Credentials{User: "u", Password: "p", Origin: "sap.ids"})
	expect(t, "hint", fake.hints, []string{"login_hint=%7B%22origin%22%3A%22sap.ids%22%7D"})
	fake.good = func(token string) bool { return token == "t2" }
	if _, err := client.SpaceSSH(context.Background(), "s"); err != nil {
		t.Fatal(err)
	}
	expect(t, "forms", fake.forms, []string{passwordForm, passwordForm})
	expect(t, "client", fake.basics[1], "cf:")
	expect(t, "user agent", fake.agents[0], "agent")
	fake.good = func(string) bool { return false }
	_, err := client.SpaceSSH(context.Background(), "s")
	expect(t, "second 401", err, "error executing GET request for /v3/spaces/s/features/ssh: cfclient error (CF-InvalidAuthToken|1000): Invalid Auth Token")
	expect(t, "one repeat only", len(fake.forms), 3)
}

func TestRefreshNearExpiry(t *testing.T) {
	fake := newServer(t)
	fake.expiresIn = 9
	client := fake.client(t, Credentials{User: "u", Password: "p"})
	for range 2 {
		if _, err := client.SpaceSSH(context.Background(), "s"); err != nil {
			t.Fatal(err)
		}
	}
	refresh := "grant_type=refresh_token&refresh_token=r"
	expect(t, "forms", fake.forms, []string{passwordForm, refresh, refresh})
	fake.expiresIn = 0
	client = fake.client(t, Credentials{User: "u", Password: "p"})
	_, _ = client.SpaceSSH(context.Background(), "s")
	expect(t, "without expires_in it never expires", len(fake.forms), 4)
}

func TestClientCredentialsAreLazyAndEscaped(t *testing.T) {
	fake := newServer(t)
	client := fake.client(t, Credentials{ClientID: "sb-a!b|c", ClientSecret: "p+/="})
	expect(t, "lazy", len(fake.forms), 0)
	_, _ = client.SpaceSSH(context.Background(), "s")
	expect(t, "form", fake.forms, []string{"grant_type=client_credentials"})
	expect(t, "basic", fake.basics, []string{"sb-a%21b%7Cc:p%2B%2F%3D"})
}

func TestAssertion(t *testing.T) {
	fake := newServer(t)
	fake.client(t, Credentials{AssertionToken: "e30.e30.e30"})
	expect(t, "form", fake.forms, []string{"assertion=e30.e30.e30&client_id=cf&grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"})
	expect(t, "no basic", fake.basics, []string{":"})
}

func TestExpiredAccessToken(t *testing.T) {
	fake := newServer(t)
	const expired = "bearer e30.eyJleHAiOjF9.e30"
	client := fake.client(t, Credentials{AccessToken: expired, RefreshToken: "given"})
	if _, err := client.SpaceSSH(context.Background(), "s"); err != nil {
		t.Fatal(err)
	}
	expect(t, "form", fake.forms, []string{"grant_type=refresh_token&refresh_token=given"})
	_, err := fake.client(t, Credentials{AccessToken: expired}).SpaceSSH(context.Background(), "s")
	if err == nil || !strings.Contains(err.Error(), "no refresh token") {
		t.Errorf("got %v", err)
	}
}

func TestJobLocations(t *testing.T) {
	for location, want := range map[string]string{
		"http://h/v3/jobs/G": "/v3/jobs/G", "/v3/jobs/G": "/v3/jobs/G", "http://h/base/v3/jobs/G": "/v3/jobs/G",
		"/v3/jobs/G/": "", "/v3/service_instances/G": "", "": "", "/v3/jobs/": "",
	} {
		got := ""
		if job := (&answer{header: http.Header{"Location": {location}}}).job(); job != nil {
			got = job.path
		}
		expect(t, location, got, want)
	}
}

func TestAListThatDoesNotEnd(t *testing.T) {
	fake := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"pagination":{"next":{"href":"/v3/spaces?page=1"}},"resources":[]}`))
	}))
	defer fake.Close()
	client, err := New(context.Background(), Config{APIURL: fake.URL, UAAURL: fake.URL, Credentials: Credentials{AccessToken: "e30.eyJleHAiOjQxMDI0NDQ4MDB9.e30"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.FindSpace(context.Background(), "s", "o")
	if err == nil || !strings.Contains(err.Error(), "does not end") {
		t.Errorf("got %v", err)
	}
}
