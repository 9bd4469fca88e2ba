package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// codeNotFound is what makes an object "gone". The HTTP status alone does not: an unknown route is
// a 404 as well, and dropping an object from state because of a wrong URL would be grave.
const codeNotFound = 10010

// APIError is a refusal by the API or the UAA.
type APIError struct {
	Status  int
	Code    int
	Title   string
	Message string
}

func (e *APIError) Error() string { return e.Message }

func newAPIError(status int, body []byte) *APIError {
	failure := &APIError{Status: status}
	var document struct {
		Errors []entry `json:"errors"`
	}
	if json.Unmarshal(body, &document) == nil && len(document.Errors) > 0 {
		first := document.Errors[0]
		failure.Code, failure.Title, failure.Message = first.Code, first.Title, first.String()
		return failure
	}
	var refusal struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &refusal) == nil && refusal.Error != "" {
		failure.Message = fmt.Sprintf("oauth2: %q %q", refusal.Error, refusal.Description)
		return failure
	}
	failure.Message = fmt.Sprintf("cfclient: HTTP error (%d): %d %s", status, status, http.StatusText(status))
	return failure
}

// entry is one error of an error document or of a job.
type entry struct {
	Code   int    `json:"code"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
}

func (e entry) String() string {
	return fmt.Sprintf("cfclient error (%s|%d): %s", e.Title, e.Code, e.Detail)
}

// IsGone tells whether the API said that the object does not exist.
func IsGone(err error) bool {
	var failure *APIError
	return errors.As(err, &failure) && failure.Code == codeNotFound
}

// IsRejection tells whether the server surely refused. Without an answer, or with one from a server in
// trouble, the request may still have been carried out.
func IsRejection(err error) bool {
	var failure *APIError
	return errors.As(err, &failure) && failure.Status < http.StatusInternalServerError
}

// missing is the error for an answer without parts that every server must send.
func missing(kind, guid string, parts map[string]bool) error {
	var absent []string
	for _, name := range sortedKeys(parts) {
		if parts[name] {
			absent = append(absent, name)
		}
	}
	if len(absent) == 0 {
		return nil
	}
	return fmt.Errorf("the answer for %s %q lacks %s", kind, guid, strings.Join(absent, ", "))
}
