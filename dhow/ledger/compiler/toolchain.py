"""Finds the Solidity compiler: a native one where it is installed, npm's otherwise.

Both are the same version and give the same bytecode; a native one starts faster.
"""

import json
import os
import shlex
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from dhow.errors import EnvironmentProblemError

SOLC_VERSION = "0.8.37"
REPOSITORY_ROOT = Path(__file__).resolve().parents[3]
SHIM = Path(__file__).with_name("solc_shim.js")


@dataclass(frozen=True, slots=True)
class Solc:
    """A compiler that can be run: `kind` is `native` or `npm`."""

    kind: str
    binary: Path

    def run(self, standard_input: dict[str, Any]) -> dict[str, Any]:
        """Compile a standard-JSON input; the output still holds errors and warnings."""
        # they drag in an HTTP library, which a warm start has no use for
        from solcx.exceptions import SolcError  # noqa: PLC0415
        from solcx.wrapper import solc_wrapper  # noqa: PLC0415

        try:
            stdout, _, _, _ = solc_wrapper(
                solc_binary=self.binary, stdin=json.dumps(standard_input), standard_json=True
            )
        except (SolcError, OSError) as problem:
            raise EnvironmentProblemError(
                f"the Solidity compiler {self.binary} did not run: {problem}; "
                "run `make setup` again, or `dhow doctor`"
            ) from problem
        return cast(dict[str, Any], json.loads(stdout))


def find_node(root: Path = REPOSITORY_ROOT) -> Path:
    """Node.js on the PATH, or the one that the bootstrap put under `.tools`.

    Raises:
        EnvironmentProblemError: there is none.
    """
    if found := shutil.which("node"):
        return Path(found)
    for candidate in (root / ".tools/bin/node", *sorted((root / ".tools").glob("**/bin/node"))):
        if os.access(candidate, os.X_OK) and candidate.is_file():
            return candidate
    raise EnvironmentProblemError(
        "no Node.js: the Solidity compiler from npm needs it, and there is no `node` on the PATH "
        f"nor under {root / '.tools'}; run `make setup`, which fetches one"
    )


def find_native() -> Solc | None:
    """The native solc of our version that py-solc-x has, or None.

    Downloads one only where `DHOW_SOLC_DOWNLOAD` is set: a demo must not wait for a download.
    """
    # py-solc-x makes its folder in the home folder when asked; look before asking
    folder = Path(os.environ.get("SOLCX_BINARY_PATH") or Path("~/.solcx").expanduser())
    download = bool(os.environ.get("DHOW_SOLC_DOWNLOAD"))
    if not folder.is_dir() and not download:
        return None
    from solcx import install  # noqa: PLC0415
    from solcx.exceptions import SolcInstallationError, SolcNotInstalled  # noqa: PLC0415

    try:
        return Solc("native", install.get_executable(SOLC_VERSION))
    except SolcNotInstalled:
        if not download:
            return None
    try:
        install.install_solc(SOLC_VERSION)
        return Solc("native", install.get_executable(SOLC_VERSION))
    except (SolcInstallationError, SolcNotInstalled, OSError) as problem:
        raise EnvironmentProblemError(
            f"DHOW_SOLC_DOWNLOAD is set but solc {SOLC_VERSION} cannot be installed: {problem}; "
            "unset it to use the npm compiler"
        ) from problem


def npm_solc(root: Path = REPOSITORY_ROOT) -> Solc:
    """npm's compiler behind `solc_shim.js`, as an executable that takes solc's own flags."""
    modules = root / "node_modules"
    manifest = modules / "solc" / "package.json"
    if not manifest.is_file():
        raise EnvironmentProblemError(
            f"no Solidity compiler: {manifest} is missing; run `make setup` (it calls `npm ci`)"
        )
    words = [str(find_node(root)), str(SHIM), "--modules", str(modules)]
    script = f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n'
    launcher = root / ".cache" / "bin" / "solc"
    if not launcher.is_file() or launcher.read_text() != script:
        launcher.parent.mkdir(parents=True, exist_ok=True)
        descriptor, fresh = tempfile.mkstemp(dir=launcher.parent)
        with os.fdopen(descriptor, "w") as file:
            file.write(script)
        Path(fresh).chmod(0o755)
        Path(fresh).replace(launcher)
    return Solc("npm", launcher)


def find_solc(root: Path = REPOSITORY_ROOT) -> Solc:
    """The compiler to use here.

    Raises:
        EnvironmentProblemError: neither a native solc nor Node.js with npm's is present.
    """
    return find_native() or npm_solc(root)
