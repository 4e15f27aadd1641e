package main

import (
	"context"
	"errors"

	"github.com/ethereum/go-ethereum/common"
	gethvm "github.com/ethereum/go-ethereum/core/vm"

	"cosmossdk.io/core/address"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	evmaddress "github.com/cosmos/evm/encoding/address"
)

// fixedValidators answers what the EVM asks of a staking module, for validators that the genesis fixes: the
// block's beneficiary is the proposer's own address, and there is no history but what CometBFT keeps.
type fixedValidators struct{}

func (fixedValidators) GetHistoricalInfo(context.Context, int64) (stakingtypes.HistoricalInfo, error) {
	return stakingtypes.HistoricalInfo{}, errors.New("no staking module, so no historical headers")
}

func (fixedValidators) GetValidatorByConsAddr(_ context.Context, proposer sdk.ConsAddress) (stakingtypes.Validator, error) {
	return stakingtypes.Validator{OperatorAddress: sdk.ValAddress(proposer).String()}, nil
}

func (fixedValidators) ValidatorAddressCodec() address.Codec {
	return evmaddress.NewEvmCodec(sdk.GetConfig().GetBech32ValidatorAddrPrefix())
}

func (fixedValidators) BondDenom(context.Context) (string, error) { return denomination, nil }

// noTokens says that no ERC-20 is mirrored outside the EVM.
type noTokens struct{}

func (noTokens) GetERC20PrecompileInstance(sdk.Context, common.Address) (gethvm.PrecompiledContract, bool, error) {
	return nil, false, nil
}
