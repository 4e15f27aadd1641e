"""The validator's binary: found on the PATH, or built from `deploy/cosmos-evm` with Go."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from dhow.ledger.compiler.toolchain import REPOSITORY_ROOT
from dhow.ledger.network.layout import NetworkError

NAME = "dhow-validator"
SOURCES = Path("deploy") / "cosmos-evm"
BUILT = Path(".tools") / "network"
LEAST_GO = (1, 25)
CONSENSUS = "github.com/cometbft/cometbft"
_BUILD_SECONDS = 1800


def find_validator(root: Path = REPOSITORY_ROOT) -> Path:
    """The validator's binary: on the PATH, else the one built from these very sources.

    Raises:
        NetworkError: there is none, or it was built from other sources.
    """
    if found := shutil.which(NAME):
        return Path(found)
    binary = _place(root)
    if os.access(binary, os.X_OK):
        return binary
    raise NetworkError(
        "the validator is not built; run `dhow network build` (it needs Go "
        f"{LEAST_GO[0]}.{LEAST_GO[1]} or newer and takes some minutes the first time)"
    )


def build_validator(root: Path = REPOSITORY_ROOT) -> Path:
    """Build the validator, where it is not built from these sources already.

    Raises:
        NetworkError: no Go, too old a one, or the build failed (with its last words).
    """
    binary = _place(root)
    if os.access(binary, os.X_OK):
        return binary
    go = _go()
    binary.parent.mkdir(parents=True, exist_ok=True)
    half = binary.with_suffix(f".{os.getpid()}")
    try:
        modules = _with_clock(go, root / SOURCES, binary.parent)
        wanted = ["-trimpath", "-tags", "developmentclock", f"-modfile={modules}"]
        done = subprocess.run(  # noqa: S603 - our own command
            [go, "build", *wanted, "-o", str(half), "."],
            cwd=root / SOURCES,
            capture_output=True,
            text=True,
            timeout=_BUILD_SECONDS,
            check=False,
        )
        if done.returncode != 0:
            words = " / ".join(done.stderr.strip().splitlines()[-3:])
            raise NetworkError(
                f"the validator cannot be built: {words}; Go fetches its modules, so see that "
                "`go env GOPROXY` names a place that answers"
            )
        half.replace(binary)
    except subprocess.TimeoutExpired as problem:
        raise NetworkError(
            f"the validator is not built after {_BUILD_SECONDS} s; run `dhow network build` again, "
            "it goes on where it stopped"
        ) from problem
    finally:
        half.unlink(missing_ok=True)
    for older in binary.parent.glob(f"{NAME}-*"):
        if older != binary:
            older.unlink(missing_ok=True)
    return binary


def _with_clock(go: str, sources: Path, folder: Path) -> Path:
    """Have the consensus engine ask our clock for the time, which a development network may set.

    CometBFT asks one function of its own for the time of a vote. It is compiled from a copy with
    that one line changed, so that it adds what `clock.go` says; the rest of it is as published.

    Returns:
        The module file to build with.

    Raises:
        NetworkError: the module cannot be fetched, or the function is not as we know it.
    """

    def told(*words: str) -> str:
        done = subprocess.run(  # noqa: S603 - the tool we found
            [go, *words],
            cwd=sources,
            capture_output=True,
            text=True,
            check=False,
            timeout=_BUILD_SECONDS,
        )
        if done.returncode != 0:
            raise NetworkError(
                f"{CONSENSUS} cannot be fetched: {done.stderr.strip()[-300:]}; see that "
                "`go env GOPROXY` names a place that answers"
            )
        return done.stdout

    published = Path(json.loads(told("mod", "download", "-json", CONSENSUS))["Dir"])
    copy = folder / "cometbft"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(published, copy, copy_function=shutil.copyfile)
    for place in [copy, *copy.rglob("*")]:
        if place.is_dir():
            place.chmod(0o755)  # the cache's folders cannot be written to
    clock = copy / "types" / "time" / "time.go"
    text, plain = clock.read_text(encoding="utf-8"), "return Canonical(time.Now())"
    if text.count(plain) != 1:
        raise NetworkError(f"{CONSENSUS} tells the time in another way than we know; see {clock}")
    clock.write_text(
        text.replace(plain, "return Canonical(time.Now().Add(Ahead()))")
        + "\n// Ahead is how far a development network is ahead of this machine's clock.\n"
        + "var Ahead = func() time.Duration { return 0 }\n",
        encoding="utf-8",
    )
    modules = folder / "build.mod"
    named = (sources / "go.mod").read_text(encoding="utf-8")
    modules.write_text(f"{named}\nreplace {CONSENSUS} => {copy}\n", encoding="utf-8")
    shutil.copyfile(sources / "go.sum", modules.with_suffix(".sum"))
    return modules


def _place(root: Path) -> Path:
    """Where the binary of these sources lies: its name bears their hash."""
    digest = hashlib.sha256()
    for source in sorted((root / SOURCES).glob("*")):
        if source.suffix in (".go", ".mod", ".sum"):
            digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return root / BUILT / f"{NAME}-{digest.hexdigest()[:12]}"


def _go() -> str:
    go = shutil.which("go")
    least = ".".join(map(str, LEAST_GO))
    if go is None:
        raise NetworkError(
            f"there is no `go` on the PATH; install Go {least} or newer and run "
            f"`dhow network build`, or put a {NAME} on the PATH"
        )
    said = subprocess.run(  # noqa: S603 - the tool we found
        [go, "version"], capture_output=True, text=True, check=False, timeout=60
    ).stdout
    version = re.search(r"go(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < LEAST_GO:
        raise NetworkError(f"{go} says {said.strip()!r}; Go {least} or newer is needed")
    return go
