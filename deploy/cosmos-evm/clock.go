//go:build developmentclock

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	cmttime "github.com/cometbft/cometbft/types/time"
)

// clockVariable names a file with the whole seconds by which a development network is ahead of the machine's
// clock (behind it, where they are negative), so that a trade of weeks can be played in minutes. All validators of the network read the same file.
// A network whose validators do not have it keeps the true time.
const clockVariable = "DHOW_DEVELOPMENT_CLOCK"

const clockRead = 20 * time.Millisecond

// setClock lets the consensus engine's clock be set, where the variable asks for it.
func setClock() error {
	place := os.Getenv(clockVariable)
	if place == "" {
		return nil
	}
	known, err := ahead(place)
	if err != nil {
		return err
	}
	var (
		lock  sync.Mutex
		asked time.Time
	)
	cmttime.Ahead = func() time.Duration {
		lock.Lock()
		defer lock.Unlock()
		if now := time.Now(); now.Sub(asked) > clockRead {
			asked = now
			// The clock never goes back, and a file that cannot be read now changes nothing.
			if found, err := ahead(place); err == nil && found > known {
				known = found
			}
		}
		return known
	}
	return nil
}

func ahead(place string) (time.Duration, error) {
	raw, err := os.ReadFile(place)
	if os.IsNotExist(err) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%s=%s is not a file with whole seconds: %w", clockVariable, place, err)
	}
	return time.Duration(seconds) * time.Second, nil
}
