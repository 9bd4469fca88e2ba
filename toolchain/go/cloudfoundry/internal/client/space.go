package client

import (
	"context"
	"net/http"
	"net/url"
)

// Space is where service instances live.
type Space struct {
	Base
	Name          string `json:"name"`
	Relationships struct {
		Organization *ToOne `json:"organization"`
		Quota        *ToOne `json:"quota"`
	} `json:"relationships"`
	Metadata *Metadata `json:"metadata"`
}

func (s *Space) check() error {
	return missing("space", s.GUID, map[string]bool{
		"guid":                            s.GUID == "",
		"metadata":                        s.Metadata == nil,
		"relationships.organization.data": s.Relationships.Organization.GUID() == "",
		"relationships.quota":             s.Relationships.Quota == nil,
	})
}

// SpaceCreate is the body of a new space.
type SpaceCreate struct {
	Name          string `json:"name"`
	Relationships struct {
		Organization *ToOne `json:"organization"`
	} `json:"relationships"`
	Metadata MetadataPatch `json:"metadata"`
}

// SpaceUpdate is the body of a changed space.
type SpaceUpdate struct {
	Name     string        `json:"name"`
	Metadata MetadataPatch `json:"metadata"`
}

// CreateSpace creates it at once, there is no job.
func (c *Client) CreateSpace(ctx context.Context, name, org string, metadata MetadataPatch) (*Space, error) {
	body := SpaceCreate{Name: name, Metadata: metadata}
	body.Relationships.Organization = toOne(org)
	result, err := c.call(ctx, http.MethodPost, "/v3/spaces", nil, body)
	if err != nil {
		return nil, err
	}
	return objectIn(result, &Space{})
}

// Space reads one by guid.
func (c *Client) Space(ctx context.Context, guid string) (*Space, error) {
	return fetch(ctx, c, at("spaces", guid, ""), &Space{})
}

// FindSpace returns nil if the organization has none of exactly this name.
func (c *Client) FindSpace(ctx context.Context, name, org string) (*Space, error) {
	found, err := listAll[*Space](ctx, c, "/v3/spaces", url.Values{"names": {name}, "organization_guids": {org}})
	if err != nil {
		return nil, err
	}
	for _, candidate := range found {
		if candidate != nil && candidate.Name == name {
			return checked(candidate)
		}
	}
	return nil, nil
}

// UpdateSpace changes name and metadata.
func (c *Client) UpdateSpace(ctx context.Context, guid string, body SpaceUpdate) (*Space, error) {
	result, err := c.call(ctx, http.MethodPatch, at("spaces", guid, ""), nil, body)
	if err != nil {
		return nil, err
	}
	return objectIn(result, &Space{})
}

// DeleteSpace removes the space and everything in it.
func (c *Client) DeleteSpace(ctx context.Context, guid string) error {
	result, err := c.remove(ctx, "spaces", guid)
	if err != nil || result == nil {
		return err
	}
	return c.Await(ctx, result.job(), DefaultLimit)
}

// SpaceSSH tells whether ssh is allowed.
func (c *Client) SpaceSSH(ctx context.Context, guid string) (bool, error) {
	result, err := c.call(ctx, http.MethodGet, at("spaces", guid, "/features/ssh"), nil, nil)
	if err != nil {
		return false, err
	}
	var feature struct {
		Enabled bool `json:"enabled"`
	}
	if err := result.decode(&feature); err != nil {
		return false, err
	}
	return feature.Enabled, nil
}

// SetSpaceSSH allows or forbids ssh.
func (c *Client) SetSpaceSSH(ctx context.Context, guid string, enabled bool) error {
	_, err := c.call(ctx, http.MethodPatch, at("spaces", guid, "/features/ssh"), nil, map[string]bool{"enabled": enabled})
	return err
}

// SpaceIsolationSegment is empty if there is none; `{}` and a null relationship both say so.
func (c *Client) SpaceIsolationSegment(ctx context.Context, guid string) (string, error) {
	result, err := c.call(ctx, http.MethodGet, at("spaces", guid, "/relationships/isolation_segment"), nil, nil)
	if err != nil {
		return "", err
	}
	var segment ToOne
	if err := result.decode(&segment); err != nil {
		return "", err
	}
	return segment.GUID(), nil
}

// SetSpaceIsolationSegment clears the segment if the guid is nil: the null then stands inside data.
func (c *Client) SetSpaceIsolationSegment(ctx context.Context, guid string, segment *string) error {
	body := map[string]map[string]*string{"data": {"guid": segment}}
	_, err := c.call(ctx, http.MethodPatch, at("spaces", guid, "/relationships/isolation_segment"), nil, body)
	return err
}
