"""No rule of documentary credits is carried out by code that only tests call."""

from pathlib import Path

from tests.support.reached import Module, modules_of, unreached

PRODUCT = ("dhow", "api", "oracles", "scenarios", "scripts")
ROOM = "dhow.trade.credit"


def test_every_public_name_is_reached_from_the_product(repository_root: Path) -> None:
    """Wire it in, or leave the rule to what carries it out: a contract, another function."""
    modules = modules_of(repository_root, PRODUCT, ROOM)
    assert f"{ROOM}.terms" in modules
    assert "api.credit.terms" in modules
    assert unreached(modules, ROOM) == []


PLANTED = {
    "room": "from room.rules import forgotten, used\n",
    "room.rules": """
from room import tables

def forgotten(): return only_by_the_forgotten()
def only_by_the_forgotten(): return 1
def shadowed(): return 1
def used(shadowed=None): return [shadowed, Kept, tables.LIMIT]
class Kept: first = helper
def helper(): return 1
@tables.rule
def in_the_table(): return 1
def _private(): return 1
""",
    "room.tables": "LIMIT = 1\nAPART = 2\ndef rule(f): return f\n",
    "outside": "import room\ndef act(forgotten): return room.used(forgotten)\n",
}


def test_what_only_itself_or_a_namesake_calls_is_found() -> None:
    modules = {
        name: Module(name, text, is_package=name == "room") for name, text in PLANTED.items()
    }
    assert unreached(modules, "room") == [
        "room.rules.forgotten",
        "room.rules.only_by_the_forgotten",
        "room.rules.shadowed",
        "room.rules.in_the_table",
        "room.tables.APART",
        "room.tables.rule",
    ]
