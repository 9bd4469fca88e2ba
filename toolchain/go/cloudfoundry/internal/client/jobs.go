package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// DefaultLimit is how long an operation may take that has no timeouts attribute.
const DefaultLimit = 20 * time.Minute

// Job is an operation that the platform has accepted and is still working on.
type Job struct {
	path string
	// links of the last look, by name; the one of a created object tells its guid.
	links map[string]string
}

// job reads the Location header, absolute or relative. It is nil if the header names no job, for
// example the new object's own URL on a 201.
func (a *answer) job() *Job {
	location, err := url.Parse(a.header.Get("Location"))
	if err != nil {
		return nil
	}
	_, guid, found := strings.Cut(location.Path, "/v3/jobs/")
	if !found || guid == "" || strings.Contains(guid, "/") {
		return nil
	}
	return &Job{path: at("jobs", guid, "")}
}

// errNoJob: operations that are always asynchronous cannot be followed without a job.
var errNoJob = errors.New("the answer names no job in its Location header, so the end of the operation cannot be awaited")

// GUID is the created object's guid if the job has told it.
func (j *Job) GUID(link string) string {
	if j == nil {
		return ""
	}
	_, guid, _ := strings.Cut(j.links[link], "/"+link+"/")
	return strings.Trim(guid, "/")
}

// Await looks at the job at every interval, the first time after one interval. A look that fails
// ends the waiting: there is no back-off and no retry. The object's own last_operation is never asked.
func (c *Client) Await(ctx context.Context, job *Job, limit time.Duration) error {
	if job == nil {
		return errNoJob
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ticker := time.NewTicker(c.pollInterval)
	defer ticker.Stop()
	for {
		select {
		case <-limited.Done():
			return endOfWait(ctx)
		case <-ticker.C:
		}
		done, err := c.look(limited, job)
		if err != nil && limited.Err() != nil {
			return endOfWait(ctx)
		}
		if done || err != nil {
			return err
		}
	}
}

// endOfWait tells a cancelled run from an exhausted limit.
func endOfWait(ctx context.Context) error {
	if ctx.Err() != nil {
		return fmt.Errorf("the run was cancelled while waiting for async process: %w", ctx.Err())
	}
	return errors.New("timed out after waiting for async process")
}

func (c *Client) look(ctx context.Context, job *Job) (bool, error) {
	result, err := c.call(ctx, http.MethodGet, job.path, nil, nil)
	if err != nil {
		return false, err
	}
	var state struct {
		State    string          `json:"state"`
		Errors   []entry         `json:"errors"`
		Warnings []entry         `json:"warnings"`
		Links    json.RawMessage `json:"links"`
	}
	if err := result.decode(&state); err != nil {
		return false, err
	}
	job.remember(state.Links)
	switch state.State {
	case "COMPLETE":
		return true, nil
	case "FAILED":
		var lines []string
		for _, failure := range state.Errors {
			lines = append(lines, failure.String())
		}
		for _, warning := range state.Warnings {
			lines = append(lines, warning.Detail)
		}
		return false, fmt.Errorf("received state FAILED while waiting for async process: %s", strings.Join(lines, "\n"))
	default:
		return false, nil
	}
}

// remember keeps the links; odd ones are ignored, because only an emergency needs them.
func (j *Job) remember(raw json.RawMessage) {
	var links map[string]struct {
		Href string `json:"href"`
	}
	if json.Unmarshal(raw, &links) != nil {
		return
	}
	j.links = make(map[string]string, len(links))
	for name, link := range links {
		j.links[name] = link.Href
	}
}
