"""What parties sign with keys of their own: transactions and consents, checked, shown, sent on."""
