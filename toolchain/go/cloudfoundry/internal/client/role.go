package client

import (
	"context"
	"net/http"
)

// Role of a user in an organization or in a space.
type Role struct {
	Base
	Type          string `json:"type"`
	Relationships struct {
		User         *ToOne `json:"user"`
		Organization *ToOne `json:"organization"`
		Space        *ToOne `json:"space"`
	} `json:"relationships"`
}

func (r *Role) check() error {
	return missing("role", r.GUID, map[string]bool{
		"guid":                    r.GUID == "",
		"relationships.user.data": r.Relationships.User.GUID() == "",
	})
}

// RoleUser names the user by guid, or by name with or without an identity provider. The server
// resolves the name; there is no look-up before.
type RoleUser struct {
	GUID     string `json:"guid,omitempty"`
	Username string `json:"username,omitempty"`
	Origin   string `json:"origin,omitempty"`
}

// RoleCreate is the body of a new role, with either an organization or a space.
type RoleCreate struct {
	Type          string `json:"type"`
	Relationships struct {
		Organization *ToOne `json:"organization,omitempty"`
		Space        *ToOne `json:"space,omitempty"`
		User         struct {
			Data RoleUser `json:"data"`
		} `json:"user"`
	} `json:"relationships"`
}

// CreateOrgRole gives the user a role in an organization.
func (c *Client) CreateOrgRole(ctx context.Context, kind, org string, user RoleUser) (*Role, error) {
	body := RoleCreate{Type: kind}
	body.Relationships.Organization = toOne(org)
	body.Relationships.User.Data = user
	return c.createRole(ctx, body)
}

// CreateSpaceRole gives the user a role in a space.
func (c *Client) CreateSpaceRole(ctx context.Context, kind, space string, user RoleUser) (*Role, error) {
	body := RoleCreate{Type: kind}
	body.Relationships.Space = toOne(space)
	body.Relationships.User.Data = user
	return c.createRole(ctx, body)
}

func (c *Client) createRole(ctx context.Context, body RoleCreate) (*Role, error) {
	result, err := c.call(ctx, http.MethodPost, "/v3/roles", nil, body)
	if err != nil {
		return nil, err
	}
	return objectIn(result, &Role{})
}

// Role reads one by guid.
func (c *Client) Role(ctx context.Context, guid string) (*Role, error) {
	return fetch(ctx, c, at("roles", guid, ""), &Role{})
}

// DeleteRole takes the role away.
func (c *Client) DeleteRole(ctx context.Context, guid string) error {
	result, err := c.remove(ctx, "roles", guid)
	if err != nil || result == nil {
		return err
	}
	return c.Await(ctx, result.job(), DefaultLimit)
}
