package client

import (
	"encoding/json"
	"time"
)

// Ref points at another object.
type Ref struct {
	GUID string `json:"guid"`
}

// ToOne is a relationship; no data means none.
type ToOne struct {
	Data *Ref `json:"data"`
}

// GUID is empty if the relationship points nowhere.
func (r *ToOne) GUID() string {
	if r == nil || r.Data == nil {
		return ""
	}
	return r.Data.GUID
}

func toOne(guid string) *ToOne { return &ToOne{Data: &Ref{GUID: guid}} }

// Base is what every object has. A timestamp that is null or absent is the zero time; an empty
// string is a decoding error.
type Base struct {
	GUID      string    `json:"guid"`
	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// Metadata as the API answers it.
type Metadata struct {
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
}

// MetadataPatch is a merge patch: a key with null is removed, an unlisted key is kept, and null
// instead of a map leaves the whole map alone.
type MetadataPatch struct {
	Labels      map[string]*string `json:"labels"`
	Annotations map[string]*string `json:"annotations"`
}

// LastOperation is only copied into state; readiness is decided by the job.
type LastOperation struct {
	Type        string    `json:"type"`
	State       string    `json:"state"`
	Description string    `json:"description"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// MaintenanceInfo of a plan or an instance.
type MaintenanceInfo struct {
	Version     string `json:"version"`
	Description string `json:"description"`
}

// absent tells that a JSON value was left out or is null.
func absent(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }
