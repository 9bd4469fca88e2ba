package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// answer is a response read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// send performs one request; every status below 400 is a success.
func send(client *http.Client, request *http.Request) (*answer, error) {
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("the answer could not be read: %w", err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return nil, newAPIError(response.StatusCode, body)
	}
	return &answer{status: response.StatusCode, header: response.Header, body: body}, nil
}

func (a *answer) decode(into any) error {
	if err := json.Unmarshal(a.body, into); err != nil {
		// The body may hold secrets, so only the decoder's own words are shown.
		return fmt.Errorf("the answer is not the JSON expected: %w", err)
	}
	return nil
}

// rewritten reads the answer into the target and writes it as compact JSON: what the target has no place
// for is gone, maps are sorted, and < > & are escaped.
func (a *answer) rewritten(into any) (string, error) {
	if err := a.decode(into); err != nil {
		return "", err
	}
	text, err := json.Marshal(into)
	if err != nil {
		return "", fmt.Errorf("the answer could not be written as JSON: %w", err)
	}
	return string(text), nil
}

// call sends an authenticated request. A 401 leads to one fresh login and one repeat; nothing else
// is ever repeated, because the real provider does not do so either.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, body any) (*answer, error) {
	target := path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	result, err := c.authorized(ctx, method, target, body)
	switch {
	case err == nil:
		return result, nil
	case method == http.MethodGet:
		return nil, fmt.Errorf("error executing GET request for %s: %w", target, err)
	default:
		return nil, fmt.Errorf("executing %s request for %s failed: %w", method, target, err)
	}
}

func (c *Client) authorized(ctx context.Context, method, target string, body any) (*answer, error) {
	payload, err := encode(body)
	if err != nil {
		return nil, err
	}
	token, err := c.tokens.get(ctx)
	if isUnauthorized(err) {
		// An expired refresh token ends here as well: log in anew, once.
		token, err = c.tokens.renew(ctx, token)
	}
	if err != nil {
		return nil, err
	}
	result, err := c.once(ctx, method, target, payload, token)
	if !isUnauthorized(err) {
		return result, err
	}
	if token, err = c.tokens.renew(ctx, token); err != nil {
		return nil, err
	}
	return c.once(ctx, method, target, payload, token)
}

func (c *Client) once(ctx context.Context, method, target string, payload []byte, token string) (*answer, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+target, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("User-Agent", c.userAgent)
	if len(payload) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	return send(c.http, request)
}

// encode writes compact JSON that ends in a newline and escapes < > &. A json.RawMessage inside
// keeps its key order and the spelling of its numbers.
func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	var buffer bytes.Buffer
	if err := json.NewEncoder(&buffer).Encode(body); err != nil {
		return nil, fmt.Errorf("the request could not be written as JSON: %w", err)
	}
	return buffer.Bytes(), nil
}

// object is anything the API returns that must hold certain parts to be usable.
type object interface{ check() error }

// fetch gets one object.
func fetch[T object](ctx context.Context, c *Client, path string, into T) (T, error) {
	result, err := c.call(ctx, http.MethodGet, path, nil, nil)
	if err != nil {
		var none T
		return none, err
	}
	return objectIn(result, into)
}

// objectIn decodes the answer.
func objectIn[T object](result *answer, into T) (T, error) {
	if err := result.decode(into); err != nil {
		var none T
		return none, err
	}
	return checked(into)
}

// checked insists on the parts that are read later: the real provider crashes where one of them is
// missing. An object that lacks something is never handed out.
func checked[T object](candidate T) (T, error) {
	if err := candidate.check(); err != nil {
		var none T
		return none, err
	}
	return candidate, nil
}

// remove asks for a deletion. Nil without an error: the object was gone already. The real provider
// reports that as an error and keeps the object in state.
func (c *Client) remove(ctx context.Context, collection, guid string) (*answer, error) {
	result, err := c.call(ctx, http.MethodDelete, at(collection, guid, ""), nil, nil)
	if IsGone(err) {
		return nil, nil
	}
	return result, err
}

// at builds the path of one object; the guid may come from the command line.
func at(collection, guid string, suffix string) string {
	return "/v3/" + collection + "/" + url.PathEscape(guid) + suffix
}

func isUnauthorized(err error) bool {
	var failure *APIError
	return errors.As(err, &failure) && failure.Status == http.StatusUnauthorized
}
