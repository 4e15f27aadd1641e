"""The commands that a page of the manual tells, in its `sh` blocks, read as the shell does."""

import re
import shlex
from typing import Any

import typer.main

from scripts.cli.commands import app

_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SETTING = re.compile(r"[A-Z_]+=\S*")


def blocks(page: str) -> list[str]:
    """Every `sh` block of a page."""
    return _BLOCK.findall(page)


def lines_of(block: str) -> list[list[str]]:
    """The words of every command, without comments and without settings before it."""
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        while words and _SETTING.fullmatch(words[0]):
            words.pop(0)
        if words:
            found.append(words)
    return found


def commands(page: str) -> list[list[str]]:
    """Every line of `dhow` in a page's blocks, without the word `dhow`."""
    return [words[1:] for block in blocks(page) for words in lines_of(block) if words[0] == "dhow"]


def parse(words: list[str]) -> None:
    """Have the command line take the words, as far as running them.

    Raises:
        an error of usage: there is no such command or option, a value that it does not take, a word
            too many, or one too few.
    """
    command: Any = typer.main.get_command(app)
    context, name = None, "dhow"
    while True:
        context = command.make_context(name, words, parent=context)
        if not hasattr(command, "resolve_command"):
            return
        name, command, words = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )


def options_of(words: list[str]) -> set[str]:
    """The options of the command, or the group of commands, that the words begin with.

    Raises:
        AssertionError: there is no such command.
    """
    command: Any = typer.main.get_command(app)
    for word in words:
        if not hasattr(command, "commands"):
            break
        assert word in command.commands, f"dhow {' '.join(words)}: there is no {word}"
        command = command.commands[word]
    return {option for each in command.params for option in each.opts + each.secondary_opts}


def run(words: list[str]) -> int:
    """Run a command in this process, in this folder; its exit code, or the error it ends with."""
    done = typer.main.get_command(app).main(words, prog_name="dhow", standalone_mode=False)
    return done if isinstance(done, int) else 0
