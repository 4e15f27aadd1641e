"""Bank money: own balances, issue by the settlement agent, allowances for the contracts."""
