package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// TypeManaged is the type of an instance that a broker provides.
const TypeManaged = "managed"

// ServiceInstance in a space.
type ServiceInstance struct {
	Base
	Name             string           `json:"name"`
	Type             string           `json:"type"`
	Tags             []string         `json:"tags"`
	MaintenanceInfo  *MaintenanceInfo `json:"maintenance_info"`
	UpgradeAvailable bool             `json:"upgrade_available"`
	DashboardURL     string           `json:"dashboard_url"`
	LastOperation    LastOperation    `json:"last_operation"`
	Relationships    struct {
		Space       *ToOne `json:"space"`
		ServicePlan *ToOne `json:"service_plan"`
	} `json:"relationships"`
	Metadata *Metadata `json:"metadata"`
}

func (i *ServiceInstance) check() error {
	managed := i.Type == TypeManaged
	return missing("service instance", i.GUID, map[string]bool{
		"guid":                            i.GUID == "",
		"type":                            i.Type == "",
		"metadata":                        i.Metadata == nil,
		"maintenance_info":                managed && i.MaintenanceInfo == nil,
		"relationships.space.data":        i.Relationships.Space.GUID() == "",
		"relationships.service_plan.data": managed && i.Relationships.ServicePlan.GUID() == "",
	})
}

// InstanceCreate is what a new managed instance is made of.
type InstanceCreate struct {
	Name       string
	Space      string
	Plan       string
	Parameters json.RawMessage
	Tags       []string
	Metadata   MetadataPatch
}

// InstanceUpdate is what may change. A nil name or an empty plan is left out, because both are sent only
// if they changed; parameters are sent whenever configured; tags and metadata always.
type InstanceUpdate struct {
	Name       *string
	Plan       string
	Parameters json.RawMessage
	Tags       []string
	Metadata   MetadataPatch
}

type instanceRelationships struct {
	ServicePlan *ToOne `json:"service_plan,omitempty"`
	Space       *ToOne `json:"space,omitempty"`
}

// CreateInstance returns the job. An accepted answer without a job gives nil, and waiting for that is an error.
func (c *Client) CreateInstance(ctx context.Context, wanted InstanceCreate) (*Job, error) {
	body := struct {
		Type          string                `json:"type"`
		Name          string                `json:"name"`
		Relationships instanceRelationships `json:"relationships"`
		Metadata      MetadataPatch         `json:"metadata"`
		Parameters    json.RawMessage       `json:"parameters,omitempty"`
		Tags          []string              `json:"tags,omitempty"`
	}{
		Type: TypeManaged, Name: wanted.Name,
		Relationships: instanceRelationships{ServicePlan: toOne(wanted.Plan), Space: toOne(wanted.Space)},
		Metadata:      wanted.Metadata, Parameters: wanted.Parameters, Tags: wanted.Tags,
	}
	result, err := c.call(ctx, http.MethodPost, "/v3/service_instances", nil, body)
	if err != nil {
		return nil, err
	}
	return result.job(), nil
}

// Instance reads one by guid.
func (c *Client) Instance(ctx context.Context, guid string) (*ServiceInstance, error) {
	return fetch(ctx, c, at("service_instances", guid, ""), &ServiceInstance{})
}

// FindInstance needs exactly one hit on the first page.
func (c *Client) FindInstance(ctx context.Context, name, space string) (*ServiceInstance, error) {
	query := url.Values{"names": {name}, "space_guids": {space}}
	found, err := listFirst[*ServiceInstance](ctx, c, "/v3/service_instances", query)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 || found[0] == nil {
		return nil, errNotOne
	}
	return checked(found[0])
}

// LookUpInstance is the data source's way: over all pages, and nil if the space has none of exactly this name.
func (c *Client) LookUpInstance(ctx context.Context, name, space string) (*ServiceInstance, error) {
	query := url.Values{"names": {name}, "space_guids": {space}}
	found, err := listAll[*ServiceInstance](ctx, c, "/v3/service_instances", query)
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

// InstanceParameters asks the broker for them; few brokers tell. Key order and the spelling of numbers are kept.
func (c *Client) InstanceParameters(ctx context.Context, guid string) (string, error) {
	result, err := c.call(ctx, http.MethodGet, at("service_instances", guid, "/parameters"), nil, nil)
	if err != nil {
		return "", err
	}
	var parameters json.RawMessage
	return result.rewritten(&parameters)
}

// UpdateInstance returns a job, or nil if the change was made at once.
func (c *Client) UpdateInstance(ctx context.Context, guid string, wanted InstanceUpdate) (*Job, error) {
	body := struct {
		Name          *string                `json:"name,omitempty"`
		Relationships *instanceRelationships `json:"relationships,omitempty"`
		Parameters    json.RawMessage        `json:"parameters,omitempty"`
		Tags          []string               `json:"tags"`
		Metadata      MetadataPatch          `json:"metadata"`
	}{Name: wanted.Name, Parameters: wanted.Parameters, Tags: wanted.Tags, Metadata: wanted.Metadata}
	if wanted.Plan != "" {
		body.Relationships = &instanceRelationships{ServicePlan: toOne(wanted.Plan)}
	}
	result, err := c.call(ctx, http.MethodPatch, at("service_instances", guid, ""), nil, body)
	if err != nil {
		return nil, err
	}
	return result.job(), result.mustHaveJob(result.job())
}

// DeleteInstance returns a job, or nil if it is gone at once.
func (c *Client) DeleteInstance(ctx context.Context, guid string) (*Job, error) {
	result, err := c.remove(ctx, "service_instances", guid)
	if err != nil || result == nil {
		return nil, err
	}
	return result.job(), result.mustHaveJob(result.job())
}

// mustHaveJob: an operation may end at once, but one that is only accepted needs a job to be followed.
func (a *answer) mustHaveJob(job *Job) error {
	if a.status == http.StatusAccepted && job == nil {
		return errNoJob
	}
	return nil
}
