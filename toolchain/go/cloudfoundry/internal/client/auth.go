package client

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// earlyExpiry is how long before its end a token is no longer used.
const earlyExpiry = 10 * time.Second

// Credentials are tried in the order of the fields: the first complete set wins.
type Credentials struct {
	User, Password         string
	ClientID, ClientSecret string
	AccessToken            string
	RefreshToken           string // only with AccessToken
	AssertionToken         string
	Origin                 string
}

func (c Credentials) byPassword() bool { return c.User != "" && c.Password != "" }
func (c Credentials) byClient() bool   { return c.ClientID != "" && c.ClientSecret != "" }

// eager: password and assertion log in while the provider is configured, the others when needed.
func (c Credentials) eager() bool {
	return c.byPassword() || (!c.byClient() && c.AccessToken == "" && c.AssertionToken != "")
}

// tokenSource holds the current token and knows how to get the next.
type tokenSource struct {
	http        *http.Client
	uaa         string
	credentials Credentials

	mutex   sync.Mutex
	access  string
	refresh string
	expiry  time.Time // zero: never
}

func newTokenSource(client *http.Client, uaa string, credentials Credentials) (*tokenSource, error) {
	source := &tokenSource{http: client, uaa: uaa, credentials: credentials}
	switch {
	case credentials.byPassword(), credentials.byClient():
	case credentials.AccessToken != "":
		token := strings.TrimSpace(credentials.AccessToken)
		if len(token) > 7 && strings.EqualFold(token[:7], "bearer ") {
			token = strings.TrimSpace(token[7:])
		}
		expiry, err := jwtExpiry(token)
		if err != nil {
			return nil, err
		}
		source.access, source.refresh, source.expiry = token, credentials.RefreshToken, expiry
	case credentials.AssertionToken != "":
		if err := checkJWTParts(credentials.AssertionToken); err != nil {
			return nil, fmt.Errorf("the assertion token %w", err)
		}
	default:
		return nil, errors.New("no credentials were given")
	}
	return source, nil
}

// get returns a token that is good for at least ten more seconds.
func (s *tokenSource) get(ctx context.Context) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.access != "" && (s.expiry.IsZero() || time.Now().Add(earlyExpiry).Before(s.expiry)) {
		return s.access, nil
	}
	form, basic := s.loginForm()
	if s.refresh != "" {
		form, basic = s.refreshForm(), &clientAuth{id: "cf"}
	}
	return s.request(ctx, form, basic)
}

// renew logs in afresh after the API refused a token, unless another goroutine has done so already.
func (s *tokenSource) renew(ctx context.Context, refused string) (string, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if refused != "" && s.access != refused {
		return s.access, nil
	}
	form, basic := s.loginForm()
	if form == nil && s.refresh != "" {
		form, basic = s.refreshForm(), &clientAuth{id: "cf"}
	}
	return s.request(ctx, form, basic)
}

type clientAuth struct{ id, secret string }

// loginForm is nil for a given access token: there is nothing to log in with again.
func (s *tokenSource) loginForm() (url.Values, *clientAuth) {
	c := s.credentials
	switch {
	case c.byPassword():
		return url.Values{"grant_type": {"password"}, "username": {c.User}, "password": {c.Password}}, &clientAuth{id: "cf"}
	case c.byClient():
		return url.Values{"grant_type": {"client_credentials"}}, &clientAuth{id: c.ClientID, secret: c.ClientSecret}
	case c.AccessToken == "" && c.AssertionToken != "":
		return url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"},
			"assertion":  {c.AssertionToken},
			"client_id":  {"cf"},
		}, nil
	default:
		return nil, nil
	}
}

func (s *tokenSource) refreshForm() url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {s.refresh}}
}

// tokenURL carries the identity provider as a hint, which only the interactive grants understand.
func (s *tokenSource) tokenURL() string {
	target := s.uaa + "/oauth/token"
	if s.credentials.Origin == "" || !s.credentials.eager() {
		return target
	}
	hint, _ := json.Marshal(map[string]string{"origin": s.credentials.Origin})
	return target + "?" + url.Values{"login_hint": {string(hint)}}.Encode()
}

// request asks the UAA for a token and keeps it. The caller holds the mutex.
func (s *tokenSource) request(ctx context.Context, form url.Values, basic *clientAuth) (string, error) {
	if form == nil {
		return "", errors.New("the access token is no longer valid and there is no refresh token")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.tokenURL(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if basic != nil {
		// OAuth wants both halves form-escaped before they are joined.
		request.SetBasicAuth(url.QueryEscape(basic.id), url.QueryEscape(basic.secret))
	}
	result, err := send(s.http, request)
	if err != nil {
		// Forget the refresh token that was refused, so that the repeat is a full login.
		if isUnauthorized(err) && s.credentials.AccessToken == "" {
			s.refresh = ""
		}
		return "", err
	}
	return s.keep(result)
}

func (s *tokenSource) keep(result *answer) (string, error) {
	var token struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		ExpiresIn    int64  `json:"expires_in"`
	}
	if err := result.decode(&token); err != nil {
		return "", fmt.Errorf("the token service's answer is unusable: %w", err)
	}
	if token.AccessToken == "" {
		return "", errors.New("the token service's answer lacks access_token")
	}
	s.access = token.AccessToken
	if token.RefreshToken != "" {
		s.refresh = token.RefreshToken
	}
	s.expiry = time.Time{}
	if token.ExpiresIn > 0 {
		s.expiry = time.Now().Add(time.Duration(token.ExpiresIn) * time.Second)
	} else if s.credentials.eager() && !s.credentials.byPassword() {
		return "", errors.New("the token service's answer to the assertion lacks expires_in")
	}
	return s.access, nil
}

func checkJWTParts(token string) error {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return errors.New("is not a JWT: it must have three parts")
	}
	for _, part := range parts {
		if _, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "=")); err != nil {
			return errors.New("is not a JWT: a part is not base64url")
		}
	}
	return nil
}

func jwtExpiry(token string) (time.Time, error) {
	if err := checkJWTParts(token); err != nil {
		return time.Time{}, fmt.Errorf("the access token %w", err)
	}
	payload, _ := base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.Split(token, ".")[1], "="))
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Exp == 0 {
		return time.Time{}, errors.New("the access token has no exp claim")
	}
	return time.Unix(int64(claims.Exp), 0), nil
}
