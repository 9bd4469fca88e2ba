package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// TypeKey is the type of a binding that belongs to no app: a service key.
const TypeKey = "key"

// CredentialBinding of a service instance.
type CredentialBinding struct {
	Base
	Name          *string       `json:"name"`
	Type          string        `json:"type"`
	LastOperation LastOperation `json:"last_operation"`
	Relationships struct {
		ServiceInstance *ToOne `json:"service_instance"`
	} `json:"relationships"`
	Metadata *Metadata `json:"metadata"`
}

func (b *CredentialBinding) check() error {
	return missing("service credential binding", b.GUID, map[string]bool{
		"guid":                                b.GUID == "",
		"type":                                b.Type == "",
		"metadata":                            b.Metadata == nil,
		"relationships.service_instance.data": b.Relationships.ServiceInstance.GUID() == "",
	})
}

// KeyCreate is what a new key is made of.
type KeyCreate struct {
	Name       string
	Instance   string
	Parameters json.RawMessage
	Metadata   MetadataPatch
}

// CreateKey returns the job, or the key itself where the server made it at once.
func (c *Client) CreateKey(ctx context.Context, wanted KeyCreate) (*Job, *CredentialBinding, error) {
	body := struct {
		Type          string `json:"type"`
		Relationships struct {
			ServiceInstance *ToOne `json:"service_instance"`
		} `json:"relationships"`
		Name       string          `json:"name"`
		Parameters json.RawMessage `json:"parameters,omitempty"`
		Metadata   MetadataPatch   `json:"metadata"`
	}{Type: TypeKey, Name: wanted.Name, Parameters: wanted.Parameters, Metadata: wanted.Metadata}
	body.Relationships.ServiceInstance = toOne(wanted.Instance)
	result, err := c.call(ctx, http.MethodPost, "/v3/service_credential_bindings", nil, body)
	if err != nil {
		return nil, nil, err
	}
	if job := result.job(); job != nil {
		return job, nil, nil
	}
	if err := result.mustHaveJob(nil); err != nil {
		return nil, nil, err
	}
	binding, err := objectIn(result, &CredentialBinding{})
	return nil, binding, err
}

// Binding reads one by guid.
func (c *Client) Binding(ctx context.Context, guid string) (*CredentialBinding, error) {
	return fetch(ctx, c, at("service_credential_bindings", guid, ""), &CredentialBinding{})
}

// FindKey needs exactly one hit on the first page.
func (c *Client) FindKey(ctx context.Context, name, instance string) (*CredentialBinding, error) {
	return c.oneBinding(ctx, url.Values{"names": {name}, "service_instance_guids": {instance}})
}

// LookUpKey is the data source's way: with page parameters, but it needs exactly one hit on that page as well.
// The type is not asked for, so an app binding of this name can be the hit.
func (c *Client) LookUpKey(ctx context.Context, name, instance string) (*CredentialBinding, error) {
	return c.oneBinding(ctx, url.Values{
		"names": {name}, "service_instance_guids": {instance}, "page": {"1"}, "per_page": {"50"},
	})
}

func (c *Client) oneBinding(ctx context.Context, query url.Values) (*CredentialBinding, error) {
	found, err := listFirst[*CredentialBinding](ctx, c, "/v3/service_credential_bindings", query)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 || found[0] == nil {
		return nil, errNotOne
	}
	return checked(found[0])
}

// UpdateBinding changes the metadata, the only thing that can change.
func (c *Client) UpdateBinding(ctx context.Context, guid string, metadata MetadataPatch) (*CredentialBinding, error) {
	body := map[string]MetadataPatch{"metadata": metadata}
	result, err := c.call(ctx, http.MethodPatch, at("service_credential_bindings", guid, ""), nil, body)
	if err != nil {
		return nil, err
	}
	return objectIn(result, &CredentialBinding{})
}

// DeleteBinding returns a job, or nil if it is gone at once.
func (c *Client) DeleteBinding(ctx context.Context, guid string) (*Job, error) {
	result, err := c.remove(ctx, "service_credential_bindings", guid)
	if err != nil || result == nil {
		return nil, err
	}
	return result.job(), result.mustHaveJob(result.job())
}

// BindingDetails returns the credentials document as one canonical text: compact, keys sorted at every
// level, empty parts and unknown keys left out. Numbers pass through float64, as in the real provider.
func (c *Client) BindingDetails(ctx context.Context, guid string) (string, error) {
	result, err := c.call(ctx, http.MethodGet, at("service_credential_bindings", guid, "/details"), nil, nil)
	if err != nil {
		return "", err
	}
	var details struct {
		Credentials    map[string]any `json:"credentials,omitempty"`
		SyslogDrainURL string         `json:"syslog_drain_url,omitempty"`
		VolumeMounts   []string       `json:"volume_mounts,omitempty"`
	}
	return result.rewritten(&details)
}

// BindingParameters asks the broker for them. As in the real provider, only texts are understood: anything
// else, such as a number, is an error.
func (c *Client) BindingParameters(ctx context.Context, guid string) (string, error) {
	result, err := c.call(ctx, http.MethodGet, at("service_credential_bindings", guid, "/parameters"), nil, nil)
	if err != nil {
		return "", err
	}
	var parameters map[string]string
	return result.rewritten(&parameters)
}
