package main

import (
	"github.com/cosmos/cosmos-sdk/baseapp"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"cosmossdk.io/log/v2"

	evmmempool "github.com/cosmos/evm/mempool"
	evmserver "github.com/cosmos/evm/server"
)

// usePool puts the pool of pending transactions into the application: it orders by account and nonce, holds
// those whose nonce is not yet due, and shares the others with the other validators.
func (app *Application) usePool(options servertypes.AppOptions, logger log.Logger) {
	settings := evmserver.ResolveMempoolConfig(app.AnteHandler(), options, logger)
	encoder := evmmempool.NewTxEncoder(app.settings.TxConfig)
	pool := evmmempool.NewMempool(app.CreateQueryContext, logger, app.machine, app.fees, app.settings.TxConfig,
		evmmempool.NewTxRechecker(settings.AnteHandler, encoder), evmmempool.NewTxRechecker(settings.AnteHandler, encoder),
		settings, evmserver.GetCosmosPoolMaxTx(options, logger))
	app.pool = pool
	app.SetMempool(pool)
	app.SetPrepareProposal(baseapp.NewDefaultProposalHandler(pool, app.BaseApp).PrepareProposalHandler())
	app.SetInsertTxHandler(pool.NewInsertTxHandler(app.TxDecode))
	app.SetReapTxsHandler(pool.NewReapTxsHandler())
	app.SetCheckTxHandler(pool.NewCheckTxHandler(app.TxDecode, evmserver.GetMempoolCheckTxTimeout(options, logger)))
	// Pending transactions are looked at anew after each block.
	app.SetPrepareCheckStater(func(_ sdk.Context) { pool.NotifyNewBlock() })
}
