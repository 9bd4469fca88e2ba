package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
)

// ServicePlan of an offering.
type ServicePlan struct {
	Base
	Name            string           `json:"name"`
	VisibilityType  string           `json:"visibility_type"`
	Available       bool             `json:"available"`
	Free            bool             `json:"free"`
	Description     string           `json:"description"`
	Costs           []Cost           `json:"costs"`
	MaintenanceInfo *MaintenanceInfo `json:"maintenance_info"`
	BrokerCatalog   struct {
		ID                     string          `json:"id"`
		Metadata               json.RawMessage `json:"metadata"`
		MaximumPollingDuration *int64          `json:"maximum_polling_duration"`
		Features               struct {
			Bindable       bool `json:"bindable"`
			PlanUpdateable bool `json:"plan_updateable"`
		} `json:"features"`
	} `json:"broker_catalog"`
	Schemas struct {
		ServiceInstance struct {
			Create Schema `json:"create"`
			Update Schema `json:"update"`
		} `json:"service_instance"`
		ServiceBinding struct {
			Create Schema `json:"create"`
		} `json:"service_binding"`
	} `json:"schemas"`
	Relationships struct {
		ServiceOffering *ToOne `json:"service_offering"`
	} `json:"relationships"`
	Metadata *Metadata `json:"metadata"`
}

// Cost of a plan.
type Cost struct {
	Amount   float64 `json:"amount"`
	Currency string  `json:"currency"`
	Unit     string  `json:"unit"`
}

// Schema of parameters; its text is kept byte for byte.
type Schema struct {
	Parameters json.RawMessage `json:"parameters"`
}

func (p *ServicePlan) check() error {
	return missing("service plan", p.GUID, map[string]bool{
		"guid":                    p.GUID == "",
		"metadata":                p.Metadata == nil,
		"broker_catalog.metadata": absent(p.BrokerCatalog.Metadata),
		"schemas.service_instance.create.parameters": absent(p.Schemas.ServiceInstance.Create.Parameters),
		"schemas.service_instance.update.parameters": absent(p.Schemas.ServiceInstance.Update.Parameters),
		"schemas.service_binding.create.parameters":  absent(p.Schemas.ServiceBinding.Create.Parameters),
		"relationships.service_offering.data":        p.Relationships.ServiceOffering.GUID() == "",
	})
}

// ServiceOffering is only asked for its name.
type ServiceOffering struct {
	Base
	Name string `json:"name"`
}

func (o *ServiceOffering) check() error {
	return missing("service offering", o.GUID, map[string]bool{"guid": o.GUID == "", "name": o.Name == ""})
}

// ResolvedPlan is a plan together with the two names that a configuration may use instead of the guid.
type ResolvedPlan struct {
	GUID, Name, Offering string
}

// errNotOne is the wording of the look-ups that need exactly one hit.
var errNotOne = errors.New("expected exactly 1 result, but got less or more than 1")

// PlanByGUID asks for the plan and for its offering's name.
func (c *Client) PlanByGUID(ctx context.Context, guid string) (ResolvedPlan, error) {
	failed := func(err error) (ResolvedPlan, error) {
		return ResolvedPlan{}, fmt.Errorf("could not look up service plan %q: %w", guid, err)
	}
	// Only name and offering are used here, so a plan without schemas is good enough.
	plan, err := fetch(ctx, c, at("service_plans", guid, ""), &planHead{})
	if err != nil {
		return failed(err)
	}
	offering, err := fetch(ctx, c, at("service_offerings", plan.Relationships.ServiceOffering.GUID(), ""), &ServiceOffering{})
	if err != nil {
		return failed(err)
	}
	return ResolvedPlan{GUID: plan.GUID, Name: plan.Name, Offering: offering.Name}, nil
}

// PlanByName needs exactly one hit on the first page.
func (c *Client) PlanByName(ctx context.Context, offering, name string) (ResolvedPlan, error) {
	query := url.Values{"names": {name}, "service_offering_names": {offering}}
	found, err := listFirst[*planHead](ctx, c, "/v3/service_plans", query)
	if err == nil && len(found) != 1 {
		err = errNotOne
	}
	if err == nil && found[0] == nil {
		err = errors.New("the list holds null")
	}
	if err == nil {
		err = found[0].check()
	}
	if err != nil {
		return ResolvedPlan{}, fmt.Errorf("could not find unique service plan %q for offering %q: %w", name, offering, err)
	}
	return ResolvedPlan{GUID: found[0].GUID, Name: name, Offering: offering}, nil
}

// planHead is the part of a plan that the instance resource needs.
type planHead struct {
	Base
	Name          string `json:"name"`
	Relationships struct {
		ServiceOffering *ToOne `json:"service_offering"`
	} `json:"relationships"`
}

func (p *planHead) check() error {
	return missing("service plan", p.GUID, map[string]bool{
		"guid":                                p.GUID == "",
		"relationships.service_offering.data": p.Relationships.ServiceOffering.GUID() == "",
	})
}

// FindServicePlan needs exactly one hit over all pages; the broker is optional.
func (c *Client) FindServicePlan(ctx context.Context, name, offering, broker string) (*ServicePlan, error) {
	query := url.Values{"names": {name}, "service_offering_names": {offering}}
	if broker != "" {
		query.Set("service_broker_names", broker)
	}
	found, err := listAll[*ServicePlan](ctx, c, "/v3/service_plans", query)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 || found[0] == nil {
		return nil, fmt.Errorf("Expected exactly one service plan, got %d.", len(found)) //nolint:staticcheck // shown as it is
	}
	return checked(found[0])
}
