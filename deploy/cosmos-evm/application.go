package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	gethvm "github.com/ethereum/go-ethereum/core/vm"
	"github.com/spf13/cast"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/baseapp/txnrunner"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	"github.com/cosmos/cosmos-sdk/client/grpc/node"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	sdkserver "github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkmempool "github.com/cosmos/cosmos-sdk/types/mempool"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/bank"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	evmante "github.com/cosmos/evm/ante"
	ethereumante "github.com/cosmos/evm/ante/evm"
	"github.com/cosmos/evm/encoding"
	evmaddress "github.com/cosmos/evm/encoding/address"
	evmserver "github.com/cosmos/evm/server"
	srvflags "github.com/cosmos/evm/server/flags"
	"github.com/cosmos/evm/x/feemarket"
	feemarketkeeper "github.com/cosmos/evm/x/feemarket/keeper"
	feemarkettypes "github.com/cosmos/evm/x/feemarket/types"
	"github.com/cosmos/evm/x/vm"
	vmkeeper "github.com/cosmos/evm/x/vm/keeper"
	"github.com/cosmos/evm/x/vm/runner"
	vmtypes "github.com/cosmos/evm/x/vm/types"
)

const name = "dhow-validator"

// moduleAccounts are the accounts that modules hold themselves, with what they may do.
var moduleAccounts = map[string][]string{
	authtypes.FeeCollectorName: nil,
	vmtypes.ModuleName:         {authtypes.Minter, authtypes.Burner},
	feemarkettypes.ModuleName:  nil,
}

// genesisModule is what the application needs of a module at the first block.
type genesisModule struct {
	name string
	init func(ctx sdk.Context, state json.RawMessage)
}

// Application is the replicated state machine: accounts, balances of the gas token, fee rules and the EVM.
type Application struct {
	*baseapp.BaseApp

	settings encoding.Config
	services module.Configurator

	accounts authkeeper.AccountKeeper
	bank     bankkeeper.BaseKeeper
	params   consensuskeeper.Keeper
	fees     feemarketkeeper.Keeper
	machine  *vmkeeper.Keeper

	vmModule  vm.AppModule
	feeModule feemarket.AppModule
	genesis   []genesisModule

	pool              sdkmempool.ExtMempool
	pendingTxListener []func(common.Hash)
}

var _ evmserver.Application = (*Application)(nil)

func encodingFor(chainID uint64) encoding.Config {
	settings := encoding.MakeConfig(chainID)
	for _, basic := range []interface {
		RegisterInterfaces(codectypes.InterfaceRegistry)
	}{auth.AppModuleBasic{}, bank.AppModuleBasic{}, consensus.AppModuleBasic{}, vm.AppModuleBasic{}, feemarket.AppModuleBasic{}} {
		basic.RegisterInterfaces(settings.InterfaceRegistry)
	}
	return settings
}

// newApplication builds the state machine over db from the node's settings (app.toml, config.toml and flags).
func newApplication(logger log.Logger, db dbm.DB, options servertypes.AppOptions) evmserver.Application {
	chainID := cast.ToUint64(options.Get(srvflags.EVMChainID))
	settings := encodingFor(chainID)
	pruning, err := sdkserver.GetPruningOptionsFromFlags(options)
	if err != nil {
		panic(err)
	}
	home := cast.ToString(options.Get(flags.FlagHome))
	document, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
	if err != nil {
		panic(fmt.Errorf("cannot read the genesis of %s; write it with `%s prepare`: %w", home, name, err))
	}
	base := baseapp.NewBaseApp(name, logger, db, settings.TxConfig.TxDecoder(),
		baseapp.SetPruning(pruning),
		baseapp.SetChainID(document.ChainID),
		baseapp.SetIAVLCacheSize(cast.ToInt(options.Get(sdkserver.FlagIAVLCacheSize))),
		baseapp.SetMinRetainBlocks(cast.ToUint64(options.Get(sdkserver.FlagMinRetainBlocks))),
	)
	base.SetVersion("1")
	base.SetInterfaceRegistry(settings.InterfaceRegistry)
	base.SetTxEncoder(settings.TxConfig.TxEncoder())
	base.SetDisableBlockGasMeter(true)

	app := &Application{BaseApp: base, settings: settings}
	app.build(logger, options, chainID)
	pool := app.usePool(options, logger)
	if err := app.LoadLatestVersion(); err != nil {
		panic(fmt.Errorf("cannot load the state of %s: %w", home, err))
	}
	pool.began = app.LastBlockHeight()
	if app.LastBlockHeight() > 0 {
		ctx := app.NewUncachedContext(true, cmtproto.Header{ChainID: document.ChainID, Height: app.LastBlockHeight() + 1})
		app.vmModule.HydrateGlobals(ctx)
	}
	return app
}

func (app *Application) build(logger log.Logger, options servertypes.AppOptions, chainID uint64) {
	keys := storetypes.NewKVStoreKeys(authtypes.StoreKey, banktypes.StoreKey, consensustypes.StoreKey, vmtypes.StoreKey, feemarkettypes.StoreKey)
	objects := storetypes.NewObjectStoreKeys(banktypes.ObjectStoreKey, vmtypes.ObjectKey)
	var all []storetypes.StoreKey
	for _, key := range keys {
		all = append(all, key)
	}
	for _, key := range objects {
		all = append(all, key)
	}
	// Nobody holds the authority's key: parameters are those of the genesis.
	authority := authtypes.NewModuleAddress("nobody")
	cdc := app.settings.Codec
	prefix := sdk.GetConfig().GetBech32AccountAddrPrefix()

	app.params = consensuskeeper.NewKeeper(cdc, runtime.NewKVStoreService(keys[consensustypes.StoreKey]), authority.String(), runtime.EventService{})
	app.SetParamStore(app.params.ParamsStore)
	app.accounts = authkeeper.NewAccountKeeper(cdc, runtime.NewKVStoreService(keys[authtypes.StoreKey]), authtypes.ProtoBaseAccount,
		moduleAccounts, evmaddress.NewEvmCodec(prefix), prefix, authority.String())
	app.bank = bankkeeper.NewBaseKeeper(cdc, runtime.NewKVStoreService(keys[banktypes.StoreKey]), app.accounts,
		map[string]bool{}, authority.String(), logger).WithObjStoreKey(objects[banktypes.ObjectStoreKey])
	app.fees = feemarketkeeper.NewKeeper(cdc, authority, keys[feemarkettypes.StoreKey])
	app.machine = vmkeeper.NewKeeper(cdc, keys[vmtypes.StoreKey], objects[vmtypes.ObjectKey], all, authority,
		app.accounts, app.bank, fixedValidators{}, app.fees, &app.params, noTokens{}, chainID, cast.ToString(options.Get(srvflags.EVMTracer))).
		// Ethereum's own precompiled contracts (recovery of signatures, hashes, curves), and none of Cosmos.
		WithStaticPrecompiles(maps.Clone(gethvm.PrecompiledContractsPrague))

	authModule := auth.NewAppModule(cdc, app.accounts, nil, nil)
	bankModule := bank.NewAppModule(cdc, app.bank, app.accounts, nil)
	app.feeModule = feemarket.NewAppModule(app.fees)
	app.vmModule = vm.NewAppModule(app.machine, app.accounts, app.bank, app.accounts.AddressCodec())
	app.genesis = []genesisModule{
		{authtypes.ModuleName, func(ctx sdk.Context, state json.RawMessage) { authModule.InitGenesis(ctx, cdc, state) }},
		{banktypes.ModuleName, func(ctx sdk.Context, state json.RawMessage) { bankModule.InitGenesis(ctx, cdc, state) }},
		{feemarkettypes.ModuleName, func(ctx sdk.Context, state json.RawMessage) { app.feeModule.InitGenesis(ctx, cdc, state) }},
		{vmtypes.ModuleName, func(ctx sdk.Context, state json.RawMessage) { app.vmModule.InitGenesis(ctx, cdc, state) }},
	}
	// Only what reads is registered: queries, and the one message that carries an Ethereum transaction.
	app.services = module.NewConfigurator(cdc, app.MsgServiceRouter(), app.GRPCQueryRouter())
	authtypes.RegisterQueryServer(app.GRPCQueryRouter(), authkeeper.NewQueryServer(app.accounts))
	banktypes.RegisterQueryServer(app.GRPCQueryRouter(), app.bank)
	consensustypes.RegisterQueryServer(app.GRPCQueryRouter(), app.params)
	app.vmModule.RegisterServices(app.services)
	app.feeModule.RegisterServices(app.services)

	app.MountKVStores(keys)
	app.MountObjectStores(objects)
	app.SetInitChainer(app.initChain)
	app.SetPreBlocker(func(ctx sdk.Context, _ *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
		_, err := app.vmModule.PreBlock(ctx)
		return &sdk.ResponsePreBlock{}, err
	})
	app.SetBeginBlocker(func(ctx sdk.Context) (sdk.BeginBlock, error) {
		ctx = ctx.WithEventManager(sdk.NewEventManager())
		if err := app.feeModule.BeginBlock(ctx); err != nil {
			return sdk.BeginBlock{}, err
		}
		err := app.vmModule.BeginBlock(ctx)
		return sdk.BeginBlock{Events: ctx.EventManager().ABCIEvents()}, err
	})
	app.SetEndBlocker(func(ctx sdk.Context) (sdk.EndBlock, error) {
		ctx = ctx.WithEventManager(sdk.NewEventManager())
		if err := app.vmModule.EndBlock(ctx); err != nil {
			return sdk.EndBlock{}, err
		}
		err := app.feeModule.EndBlock(ctx)
		return sdk.EndBlock{Events: ctx.EventManager().ABCIEvents()}, err
	})
	// Numbers the logs and transactions of a block as Ethereum does: through the whole block.
	runner.SetRunner(app.BaseApp, txnrunner.NewDefaultRunner(app.settings.TxConfig.TxDecoder()))
	app.SetAnteHandler(app.ethereumOnly(cast.ToUint64(options.Get(srvflags.EVMMaxTxGasWanted))))
}

// ethereumOnly checks signature, nonce, balance and gas of an Ethereum transaction and refuses every other kind.
func (app *Application) ethereumOnly(maxGasWanted uint64) sdk.AnteHandler {
	return func(ctx sdk.Context, tx sdk.Tx, simulate bool) (sdk.Context, error) {
		messages := tx.GetMsgs()
		if len(messages) != 1 {
			return ctx, fmt.Errorf("this network takes one Ethereum transaction at a time, got %d messages", len(messages))
		}
		if _, ok := messages[0].(*vmtypes.MsgEthereumTx); !ok {
			return ctx, fmt.Errorf("this network takes Ethereum transactions only, got %T", messages[0])
		}
		params, fees := app.machine.GetParams(ctx), app.fees.GetParams(ctx)
		return sdk.ChainAnteDecorators(
			ethereumante.NewEVMMonoDecorator(app.accounts, app.fees, app.machine, maxGasWanted, &params, &fees),
			evmante.NewTxListenerDecorator(app.announcePending),
		)(ctx, tx, simulate)
	}
}

// initChain writes the genesis state and hands back the validators that the genesis names: they are the network's
// for good, since no module here ever changes them.
func (app *Application) initChain(ctx sdk.Context, request *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var state map[string]json.RawMessage
	if err := json.Unmarshal(request.AppStateBytes, &state); err != nil {
		return nil, fmt.Errorf("the genesis has no readable app_state: %w", err)
	}
	for _, one := range app.genesis {
		if state[one.name] == nil {
			return nil, fmt.Errorf("the genesis lacks app_state.%s", one.name)
		}
		one.init(ctx, state[one.name])
	}
	return &abci.ResponseInitChain{Validators: request.Validators}, nil
}

func (app *Application) announcePending(hash common.Hash) {
	for _, listener := range app.pendingTxListener {
		listener(hash)
	}
}

// RegisterPendingTxListener is asked for by the JSON-RPC server (newPendingTransactions).
func (app *Application) RegisterPendingTxListener(listener func(common.Hash)) {
	app.pendingTxListener = append(app.pendingTxListener, listener)
}

// GetMempool is the pool that orders by account and nonce.
func (app *Application) GetMempool() sdkmempool.ExtMempool { return app.pool }

// RegisterAPIRoutes adds nothing: the network has no REST gateway.
func (app *Application) RegisterAPIRoutes(*api.Server, config.APIConfig) {}

// RegisterTxService serves the look-up of transactions that the JSON-RPC server needs.
func (app *Application) RegisterTxService(ctx client.Context) {
	authtx.RegisterTxService(app.GRPCQueryRouter(), ctx, app.Simulate, app.settings.InterfaceRegistry)
}

// RegisterTendermintService serves blocks and validators.
func (app *Application) RegisterTendermintService(ctx client.Context) {
	cmtservice.RegisterTendermintService(ctx, app.GRPCQueryRouter(), app.settings.InterfaceRegistry, app.Query)
}

// RegisterNodeService serves the node's own settings.
func (app *Application) RegisterNodeService(ctx client.Context, settings config.Config) {
	node.RegisterNodeService(ctx, app.GRPCQueryRouter(), settings, func() int64 { return app.CommitMultiStore().EarliestVersion() })
}

// Close stops the pool, then the store.
func (app *Application) Close() error {
	var err error
	if pool, ok := app.pool.(interface{ Close() error }); ok {
		err = pool.Close()
	}
	return errors.Join(err, app.BaseApp.Close())
}
