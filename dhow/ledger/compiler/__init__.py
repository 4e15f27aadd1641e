"""Solidity in, artifacts out: `compile_contracts()` is the way in."""

from dhow.ledger.compiler.artifacts import Artifact, Artifacts
from dhow.ledger.compiler.build import PROJECT, CompileError, compile_contracts

__all__ = ["PROJECT", "Artifact", "Artifacts", "CompileError", "compile_contracts"]
