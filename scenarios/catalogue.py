"""Finds the scenarios: every module in this folder that defines a `Story` is one."""

from importlib import import_module
from pkgutil import iter_modules

import scenarios
from dhow.errors import BadInputError
from scenarios.stage.story import Story


def catalogue() -> dict[str, type[Story]]:
    """Name to story, in alphabetical order."""
    found: dict[str, type[Story]] = {}
    for module_info in iter_modules(scenarios.__path__):
        if module_info.ispkg or module_info.name == "catalogue":
            continue
        module = import_module(f"scenarios.{module_info.name}")
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, Story)
                and value.__module__ == module.__name__
            ):
                found[value.name] = value
    return dict(sorted(found.items()))


def find(name: str) -> type[Story]:
    """The story of that name.

    Raises:
        BadInputError: there is none; the message lists those there are.
    """
    stories = catalogue()
    if name not in stories:
        message = f"There is no scenario {name!r}. There are: {', '.join(stories)}."
        raise BadInputError(message)
    return stories[name]
