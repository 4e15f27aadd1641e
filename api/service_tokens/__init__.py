"""Service tokens: how machines sign in. Named, for one user, with an end; shown once, revocable."""
