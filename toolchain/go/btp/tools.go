//go:build tools

package tools

import _ "github.com/SAP/terraform-provider-btp"
