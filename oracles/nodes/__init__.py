"""Oracle nodes: each verifies all evidence itself, then signs a typed report or says why not."""
