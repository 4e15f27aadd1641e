package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/spf13/cobra"

	cmtconfig "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	cmttypes "github.com/cometbft/cometbft/types"

	sdkmath "cosmossdk.io/math"

	srvconfig "github.com/cosmos/cosmos-sdk/server/config"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	evmconfig "github.com/cosmos/evm/server/config"
	feemarkettypes "github.com/cosmos/evm/x/feemarket/types"
	vmtypes "github.com/cosmos/evm/x/vm/types"
)

// denomination names the gas token, 18 decimals. It is worth nothing: it only lets Ethereum's rules of balance be.
const (
	denomination = "agas"
	display      = "gas"
)

const settingsTemplate = srvconfig.DefaultConfigTemplate + evmconfig.DefaultEVMConfigTemplate

// Plan is the network to be made; every port is on the loopback interface.
type Plan struct {
	ChainID uint64 `json:"chain_id"`
	// BlockMilliseconds is how long a validator waits after a block before it starts the next.
	BlockMilliseconds int `json:"block_milliseconds"`
	// Begins is the time of the first block, unix seconds; now, where it is zero.
	Begins int64 `json:"begins"`
	// Accounts are given gas at the first block: addresses in hexadecimal.
	Accounts []string   `json:"accounts"`
	Nodes    []NodePlan `json:"nodes"`
}

// NodePlan is one validator. Peers are the ports by which it dials the others, by their names.
type NodePlan struct {
	Name    string         `json:"name"`
	Home    string         `json:"home"`
	P2P     int            `json:"p2p"`
	RPC     int            `json:"rpc"`
	JSONRPC int            `json:"json_rpc"`
	WS      int            `json:"ws"`
	Peers   map[string]int `json:"peers"`
}

func prepareCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "prepare PLAN.json",
		Short: "Write keys, genesis and settings of every node in the plan",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			raw, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			var plan Plan
			if err := json.Unmarshal(raw, &plan); err != nil {
				return fmt.Errorf("%s is not a plan: %w", args[0], err)
			}
			return plan.write()
		},
	}
}

func (plan Plan) write() error {
	if plan.ChainID == 0 || len(plan.Nodes) == 0 {
		return fmt.Errorf("a plan names chain_id and at least one node")
	}
	ids := map[string]p2p.ID{}
	var validators []cmttypes.GenesisValidator
	for _, node := range plan.Nodes {
		for _, folder := range []string{"config", "data"} {
			if err := os.MkdirAll(filepath.Join(node.Home, folder), 0o700); err != nil {
				return err
			}
		}
		settings := node.consensusSettings(plan, nil)
		nodeKey, err := p2p.LoadOrGenNodeKey(settings.NodeKeyFile())
		if err != nil {
			return err
		}
		ids[node.Name] = nodeKey.ID()
		key, err := privval.LoadOrGenFilePV(settings.PrivValidatorKeyFile(), settings.PrivValidatorStateFile()).GetPubKey()
		if err != nil {
			return err
		}
		validators = append(validators, cmttypes.GenesisValidator{Address: key.Address(), PubKey: key, Power: 1, Name: node.Name})
	}
	genesis, err := plan.genesis(validators)
	if err != nil {
		return err
	}
	for _, node := range plan.Nodes {
		settings := node.consensusSettings(plan, ids)
		if err := settings.ValidateBasic(); err != nil {
			return err
		}
		cmtconfig.WriteConfigFile(filepath.Join(node.Home, "config", "config.toml"), settings)
		srvconfig.SetConfigTemplate(settingsTemplate)
		srvconfig.WriteConfigFile(filepath.Join(node.Home, "config", "app.toml"), node.applicationSettings(plan))
		if err := genesis.SaveAs(settings.GenesisFile()); err != nil {
			return err
		}
	}
	return nil
}

func (plan Plan) genesis(validators []cmttypes.GenesisValidator) (*genutiltypes.AppGenesis, error) {
	cdc := encodingFor(plan.ChainID).Codec
	accounts := authtypes.DefaultGenesisState()
	bank := banktypes.DefaultGenesisState()
	gas := sdk.NewCoins(sdk.NewCoin(denomination, sdkmath.NewIntWithDecimal(1, 27)))
	var genesisAccounts authtypes.GenesisAccounts
	for _, text := range plan.Accounts {
		if !common.IsHexAddress(text) {
			return nil, fmt.Errorf("%q is not an address in hexadecimal", text)
		}
		address := sdk.AccAddress(common.HexToAddress(text).Bytes())
		genesisAccounts = append(genesisAccounts, authtypes.NewBaseAccountWithAddress(address))
		bank.Balances = append(bank.Balances, banktypes.Balance{Address: address.String(), Coins: gas})
		bank.Supply = bank.Supply.Add(gas...)
	}
	packed, err := authtypes.PackAccounts(genesisAccounts)
	if err != nil {
		return nil, err
	}
	accounts.Accounts = packed
	bank.DenomMetadata = []banktypes.Metadata{{
		Description: "gas without value", Base: denomination, Display: display, Name: display, Symbol: display,
		DenomUnits: []*banktypes.DenomUnit{{Denom: denomination}, {Denom: display, Exponent: 18}},
	}}
	machine := vmtypes.DefaultGenesisState()
	machine.Params.EvmDenom = denomination
	machine.Params.ExtendedDenomOptions = &vmtypes.ExtendedDenomOptions{ExtendedDenom: denomination}
	machine.Params.ActiveStaticPrecompiles = nil
	fees := feemarkettypes.DefaultGenesisState()
	fees.Params.NoBaseFee = true
	fees.Params.BaseFee = sdkmath.LegacyZeroDec()
	fees.Params.MinGasPrice = sdkmath.LegacyZeroDec()
	fees.Params.MinGasMultiplier = sdkmath.LegacyZeroDec()
	state := map[string]json.RawMessage{
		authtypes.ModuleName:      cdc.MustMarshalJSON(accounts),
		banktypes.ModuleName:      cdc.MustMarshalJSON(bank),
		vmtypes.ModuleName:        cdc.MustMarshalJSON(machine),
		feemarkettypes.ModuleName: cdc.MustMarshalJSON(fees),
	}
	raw, err := json.Marshal(state)
	if err != nil {
		return nil, err
	}
	params := cmttypes.DefaultConsensusParams()
	params.Block.MaxGas = blockGas
	genesis := genutiltypes.NewAppGenesisWithVersion(fmt.Sprintf("dhow-%d", plan.ChainID), raw)
	genesis.GenesisTime = time.Now().UTC().Truncate(time.Second)
	if plan.Begins != 0 {
		genesis.GenesisTime = time.Unix(plan.Begins, 0).UTC()
	}
	genesis.InitialHeight = 1
	genesis.Consensus = &genutiltypes.ConsensusGenesis{Validators: validators, Params: params}
	return genesis, nil
}

// blockGas bounds the work of one block, in gas.
const blockGas = 60_000_000

func (node NodePlan) consensusSettings(plan Plan, ids map[string]p2p.ID) *cmtconfig.Config {
	settings := cmtconfig.DefaultConfig()
	settings.SetRoot(node.Home)
	settings.Moniker = node.Name
	settings.DBBackend = "goleveldb"
	settings.LogLevel = "info"
	settings.RPC.ListenAddress = fmt.Sprintf("tcp://127.0.0.1:%d", node.RPC)
	settings.RPC.PprofListenAddress = ""
	settings.P2P.ListenAddress = fmt.Sprintf("tcp://127.0.0.1:%d", node.P2P)
	settings.P2P.ExternalAddress = ""
	// Peers are those of the plan and no others, by the very ports it names.
	settings.P2P.PexReactor = false
	settings.P2P.AddrBookStrict = false
	settings.P2P.AllowDuplicateIP = true
	settings.P2P.PersistentPeersMaxDialPeriod = 2 * time.Second
	settings.P2P.HandshakeTimeout = 5 * time.Second
	settings.P2P.DialTimeout = 2 * time.Second
	settings.P2P.FlushThrottleTimeout = 10 * time.Millisecond
	settings.P2P.PersistentPeers = ""
	for _, other := range plan.Nodes {
		port, dials := node.Peers[other.Name]
		if !dials {
			continue
		}
		if settings.P2P.PersistentPeers != "" {
			settings.P2P.PersistentPeers += ","
		}
		settings.P2P.PersistentPeers += fmt.Sprintf("%s@127.0.0.1:%d", ids[other.Name], port)
	}
	settings.Mempool.Type = "app"
	// What this node took is on its way to the others within this time.
	settings.Mempool.ReapInterval = 20 * time.Millisecond
	settings.Consensus.TimeoutCommit = time.Duration(plan.BlockMilliseconds) * time.Millisecond
	settings.Consensus.TimeoutPropose = time.Second
	settings.Consensus.TimeoutProposeDelta = 250 * time.Millisecond
	settings.Consensus.TimeoutPrevote = 500 * time.Millisecond
	settings.Consensus.TimeoutPrecommit = 500 * time.Millisecond
	settings.Instrumentation.Prometheus = false
	return settings
}

func defaultSettings() evmconfig.Config {
	settings := evmconfig.DefaultConfig()
	settings.API.Enable = false
	settings.GRPC.Enable = false
	settings.GRPCWeb.Enable = false
	settings.Telemetry.Enabled = false
	settings.JSONRPC.Enable = true
	settings.JSONRPC.API = []string{"eth", "net", "web3", "txpool"}
	settings.JSONRPC.AllowInsecureUnlock = false
	settings.JSONRPC.EnableIndexer = true
	settings.JSONRPC.TxFeeCap = 0
	settings.JSONRPC.GasCap = blockGas
	settings.EVM.Mempool.AccountSlots = 4096
	settings.EVM.Mempool.AccountQueue = 4096
	settings.EVM.Mempool.GlobalSlots = 65536
	settings.EVM.Mempool.GlobalQueue = 65536
	settings.Mempool.MaxTxs = 0
	// Every state is kept: an organisation may ask what held at a past block.
	settings.Pruning = "nothing"
	settings.MinGasPrices = "0" + denomination
	return *settings
}

func (node NodePlan) applicationSettings(plan Plan) evmconfig.Config {
	settings := defaultSettings()
	settings.EVM.EVMChainID = plan.ChainID
	settings.JSONRPC.Address = fmt.Sprintf("127.0.0.1:%d", node.JSONRPC)
	settings.JSONRPC.WsAddress = fmt.Sprintf("127.0.0.1:%d", node.WS)
	return settings
}
