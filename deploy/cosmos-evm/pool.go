package main

import (
	"context"
	"errors"

	"github.com/cosmos/cosmos-sdk/baseapp"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"cosmossdk.io/log/v2"

	evmmempool "github.com/cosmos/evm/mempool"
	evmserver "github.com/cosmos/evm/server"
)

// settlingBlocks is how many blocks the pool must see after a start before it knows the block's limits: until
// then it would refuse every transaction as too large, for good.
const settlingBlocks = 3

var errSettling = errors.New("this node is in the initial sync after its start: no new block yet; try again")

// settlingPool refuses, for now and in words that say so, what comes before the pool knows the chain's head.
type settlingPool struct {
	*evmmempool.Mempool
	height func() int64
	began  int64
}

func (pool *settlingPool) settled() bool {
	return pool.height() >= pool.began+settlingBlocks && pool.GetBlockchain().CurrentBlock().GasLimit > 0
}

// Insert takes a transaction of this node's own clients.
func (pool *settlingPool) Insert(ctx context.Context, tx sdk.Tx) error {
	if !pool.settled() {
		return errSettling
	}
	return pool.Mempool.Insert(ctx, tx)
}

// usePool puts the pool of pending transactions into the application: it orders by account and nonce, holds
// those whose nonce is not yet due, and shares the others with the other validators. The server tells it of each
// new block.
func (app *Application) usePool(options servertypes.AppOptions, logger log.Logger) *settlingPool {
	settings := evmserver.ResolveMempoolConfig(app.AnteHandler(), options, logger)
	encoder := evmmempool.NewTxEncoder(app.settings.TxConfig)
	pool := evmmempool.NewMempool(app.CreateQueryContext, logger, app.machine, app.fees, app.settings.TxConfig,
		evmmempool.NewTxRechecker(settings.AnteHandler, encoder), evmmempool.NewTxRechecker(settings.AnteHandler, encoder),
		settings, evmserver.GetCosmosPoolMaxTx(options, logger))
	settling := &settlingPool{Mempool: pool, height: app.LastBlockHeight}
	app.pool = settling
	app.SetMempool(pool)
	app.SetPrepareProposal(baseapp.NewDefaultProposalHandler(pool, app.BaseApp).PrepareProposalHandler())
	app.SetInsertTxHandler(pool.NewInsertTxHandler(app.TxDecode))
	app.SetReapTxsHandler(pool.NewReapTxsHandler())
	app.SetCheckTxHandler(pool.NewCheckTxHandler(app.TxDecode, evmserver.GetMempoolCheckTxTimeout(options, logger)))
	return settling
}
