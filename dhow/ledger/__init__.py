"""The chain: compiling, engines, bindings, signing, sending and following."""
