"""The parts of the Dubai juice story: who takes part, their papers, and the leg by air."""
