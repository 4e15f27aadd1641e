//go:build !developmentclock

package main

import (
	"errors"
	"os"
)

// setClock refuses what a plain build cannot do.
func setClock() error {
	if os.Getenv("DHOW_DEVELOPMENT_CLOCK") != "" {
		return errors.New("DHOW_DEVELOPMENT_CLOCK is set, and this build keeps the true time; build with `dhow network build`")
	}
	return nil
}
