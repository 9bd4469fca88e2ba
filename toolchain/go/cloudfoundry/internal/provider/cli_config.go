package provider

import (
	"encoding/json"
	"os"
	"path/filepath"

	"btp-isc.local/toolchain/cloudfoundry/internal/client"
)

// readCLIConfig takes target and tokens from the last `cf login`.
func readCLIConfig() (client.Config, bool) {
	home := os.Getenv("CF_HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return client.Config{}, false
		}
	}
	text, err := os.ReadFile(filepath.Join(home, ".cf", "config.json"))
	if err != nil {
		return client.Config{}, false
	}
	var file struct {
		Target       string
		UaaEndpoint  string
		AccessToken  string
		RefreshToken string
		SSLDisabled  bool
	}
	if json.Unmarshal(text, &file) != nil || file.Target == "" || file.AccessToken == "" {
		return client.Config{}, false
	}
	return client.Config{
		APIURL: file.Target, UAAURL: file.UaaEndpoint, SkipTLS: file.SSLDisabled,
		Credentials: client.Credentials{AccessToken: file.AccessToken, RefreshToken: file.RefreshToken},
	}, true
}
