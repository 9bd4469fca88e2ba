package client

import (
	"context"
	"net/url"
)

// Organization holds spaces.
type Organization struct {
	Base
	Name          string `json:"name"`
	Suspended     bool   `json:"suspended"`
	Relationships struct {
		Quota *ToOne `json:"quota"`
	} `json:"relationships"`
	Metadata *Metadata `json:"metadata"`
}

func (o *Organization) check() error {
	return missing("organization", o.GUID, map[string]bool{
		"guid":                     o.GUID == "",
		"metadata":                 o.Metadata == nil,
		"relationships.quota.data": o.Relationships.Quota.GUID() == "",
	})
}

// OrganizationExists asks for the organization and ignores its content.
func (c *Client) OrganizationExists(ctx context.Context, guid string) error {
	_, err := c.call(ctx, "GET", at("organizations", guid, ""), nil, nil)
	return err
}

// FindOrganization returns nil if none has exactly this name.
func (c *Client) FindOrganization(ctx context.Context, name string) (*Organization, error) {
	found, err := listAll[*Organization](ctx, c, "/v3/organizations", url.Values{"names": {name}})
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
