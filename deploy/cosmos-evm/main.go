// Command dhow-validator is one validator of a small network of banks: CometBFT agrees on the order of blocks
// (instant finality, safe while more than two thirds of the validators are honest and connected) and Cosmos EVM
// executes them and answers Ethereum's JSON-RPC.
//
// Who may validate is written in the genesis and does not change; there is no staking, no gas token to buy, and
// no transaction but an Ethereum one.
//
//	dhow-validator prepare PLAN.json   write keys, genesis and settings of every node in the plan
//	dhow-validator start --home DIR    run one node
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/server"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	cmtconfig "github.com/cometbft/cometbft/config"
	evmserver "github.com/cosmos/evm/server"
)

func main() {
	root := newRoot()
	serverContext := server.NewDefaultContext()
	ctx := context.WithValue(context.Background(), client.ClientContextKey, &client.Context{})
	ctx = context.WithValue(ctx, server.ServerContextKey, serverContext)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "dhow-validator:", err)
		os.Exit(1)
	}
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "dhow-validator",
		Short:         "A validator of a permissioned network: CometBFT and Cosmos EVM",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.PersistentFlags().String(flags.FlagLogLevel, "info", "logging level")
	root.PersistentFlags().String(flags.FlagLogFormat, "plain", "logging format (json|plain)")
	root.PersistentFlags().Bool(flags.FlagLogNoColor, true, "no colours in the log")
	root.PersistentFlags().Bool(server.FlagTrace, false, "full stack traces on errors")
	start := evmserver.StartCmd(evmserver.NewDefaultStartOptions(newApplication, "."))
	start.Flags().String(flags.FlagKeyringBackend, "memory", "no keyring is used")
	start.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := setClock(); err != nil {
			return err
		}
		settings := encodingFor(0)
		clientContext := client.Context{}.
			WithCodec(settings.Codec).
			WithInterfaceRegistry(settings.InterfaceRegistry).
			WithTxConfig(settings.TxConfig).
			WithLegacyAmino(settings.Amino).
			WithAccountRetriever(authtypes.AccountRetriever{}).
			WithViper("")
		home, err := cmd.Flags().GetString(flags.FlagHome)
		if err != nil {
			return err
		}
		clientContext = clientContext.WithHomeDir(home)
		if err := client.SetCmdClientContext(cmd, clientContext); err != nil {
			return err
		}
		return server.InterceptConfigsPreRunHandler(cmd, settingsTemplate, defaultSettings(), cmtconfig.DefaultConfig())
	}
	root.AddCommand(start, prepareCommand())
	return root
}
