// Package client speaks the part of the Cloud Foundry v3 API that the provider needs.
//
// It sends requests in the shape of the real provider's library, so that a server tested with one
// works with the other. It never logs: requests and answers hold secrets.
package client

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	// requestTimeout bounds one HTTP call, not an operation of several calls.
	requestTimeout = 10 * time.Minute
	// DefaultPollInterval is also the delay before the first look at a job.
	DefaultPollInterval = 2 * time.Second
)

// Config says where the API is and who asks.
type Config struct {
	APIURL       string
	UAAURL       string // known from the CF CLI's file only; otherwise discovered
	Credentials  Credentials
	SkipTLS      bool
	UserAgent    string
	PollInterval time.Duration
}

// Client is safe for use by several goroutines: Terraform runs up to ten operations at once.
type Client struct {
	base         string
	http         *http.Client
	userAgent    string
	pollInterval time.Duration
	tokens       *tokenSource
}

// New finds the UAA and, for the grants that are not lazy, logs in.
func New(ctx context.Context, config Config) (*Client, error) {
	if !strings.Contains(config.APIURL, "://") {
		return nil, fmt.Errorf("the API URL %q has no scheme, write for example https://%s", config.APIURL, config.APIURL)
	}
	client := &Client{
		base:         strings.TrimSuffix(config.APIURL, "/"),
		http:         newHTTPClient(config.SkipTLS),
		userAgent:    config.UserAgent,
		pollInterval: config.PollInterval,
	}
	if client.pollInterval <= 0 {
		client.pollInterval = DefaultPollInterval
	}
	uaa := strings.TrimSuffix(config.UAAURL, "/")
	if uaa == "" {
		var err error
		if uaa, err = client.discover(ctx); err != nil {
			return nil, err
		}
	}
	tokens, err := newTokenSource(client.http, uaa, config.Credentials)
	if err != nil {
		return nil, err
	}
	client.tokens = tokens
	if config.Credentials.eager() {
		if _, err := tokens.get(ctx); err != nil {
			return nil, err
		}
	}
	return client, nil
}

func newHTTPClient(skipTLS bool) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	if skipTLS {
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // asked for by the user
	}
	return &http.Client{Timeout: requestTimeout, Transport: transport}
}

// discover reads the root document, the only discovery call there is: no token, only the UAA link matters.
func (c *Client) discover(ctx context.Context) (string, error) {
	const failed = "error while discovering token service URL: %w"
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/", nil)
	if err != nil {
		return "", fmt.Errorf(failed, err)
	}
	answer, err := send(c.http, request)
	if err != nil {
		return "", fmt.Errorf(failed, err)
	}
	var root struct {
		Links struct {
			UAA *struct {
				Href string `json:"href"`
			} `json:"uaa"`
		} `json:"links"`
	}
	if err := answer.decode(&root); err != nil {
		return "", fmt.Errorf(failed, err)
	}
	if root.Links.UAA == nil || root.Links.UAA.Href == "" {
		return "", fmt.Errorf(failed, errors.New("the root document has no links.uaa.href"))
	}
	return strings.TrimSuffix(root.Links.UAA.Href, "/"), nil
}
