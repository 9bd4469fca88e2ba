package client

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// page is one page of a list.
type page[T object] struct {
	Pagination struct {
		Next *struct {
			Href string `json:"href"`
		} `json:"next"`
	} `json:"pagination"`
	Resources []T `json:"resources"`
}

func listPage[T object](ctx context.Context, c *Client, path string, query url.Values) (*page[T], error) {
	result, err := c.call(ctx, http.MethodGet, path, query, nil)
	if err != nil {
		return nil, err
	}
	var found page[T]
	if err := result.decode(&found); err != nil {
		return nil, err
	}
	return &found, nil
}

// listFirst returns the first page only, without page parameters: the look-ups for exactly one
// object are made so.
func listFirst[T object](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	found, err := listPage[T](ctx, c, path, query)
	if err != nil {
		return nil, err
	}
	return found.Resources, nil
}

// listAll follows the pages. Of a next link only page and per_page are taken, the filters are sent again.
func listAll[T object](ctx context.Context, c *Client, path string, query url.Values) ([]T, error) {
	query = maps.Clone(query)
	query.Set("page", "1")
	query.Set("per_page", "50")
	var all []T
	for current := 1; ; {
		found, err := listPage[T](ctx, c, path, query)
		if err != nil {
			return nil, err
		}
		all = append(all, found.Resources...)
		if found.Pagination.Next == nil || found.Pagination.Next.Href == "" {
			return all, nil
		}
		next, err := url.Parse(found.Pagination.Next.Href)
		if err != nil {
			return nil, fmt.Errorf("the list %s has an unreadable next page: %w", path, err)
		}
		number, _ := strconv.Atoi(next.Query().Get("page"))
		if number <= current {
			return nil, fmt.Errorf("the list %s does not end: after page %d comes page %q", path, current, next.Query().Get("page"))
		}
		current = number
		query.Set("page", strconv.Itoa(number))
		if size := next.Query().Get("per_page"); size != "" {
			query.Set("per_page", size)
		}
	}
}

func sortedKeys[V any](from map[string]V) []string {
	return slices.Sorted(maps.Keys(from))
}
