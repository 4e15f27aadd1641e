"""Settings: options first, then `DHOW_*` in the environment, then `dhow.toml` in this folder."""

import tomllib
from pathlib import Path
from typing import Any

from dhow.errors import BadInputError

SETTINGS_FILE = Path("dhow.toml")


def settings_file_defaults(path: Path = SETTINGS_FILE) -> dict[str, Any]:
    """Defaults for the commands' options out of `dhow.toml`; empty where there is no such file.

    A top-level key (`chain = "anvil"`) is a default for every command that has the option, a table
    (`[serve]`) for one command. Dashes and underscores are alike.

    Raises:
        BadInputError: the file is not TOML, with the line.
    """
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read as TOML: {error}. Mend that line or remove the file."
        raise BadInputError(message) from error
    shared = {
        key.replace("-", "_"): value
        for key, value in content.items()
        if not isinstance(value, dict)
    }
    tables = {
        key: {name.replace("-", "_"): value for name, value in table.items()}
        for key, table in content.items()
        if isinstance(table, dict)
    }
    return {"shared": shared, "tables": tables}


def default_map(commands: list[str]) -> dict[str, dict[str, Any]]:
    """Click's default map for these commands."""
    content = settings_file_defaults()
    if not content:
        return {}
    return {
        command: {**content["shared"], **content["tables"].get(command, {})} for command in commands
    }
