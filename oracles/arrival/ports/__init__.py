"""Port areas as GeoJSON, one file a port, named by UN/LOCODE.

Drawn by this project around each port and its roads: good enough to tell lying in port from passing
by, not for navigation. Any port can be added as one more file, or read from elsewhere.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from dhow.trade.oracles.arrival import Port
from oracles.errors import BadEvidence

_FOLDER = Path(__file__).parent


def known_ports() -> tuple[str, ...]:
    """UN/LOCODEs of the ports drawn here."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.geojson")))


def port(place: str) -> Port:
    """A port drawn here.

    Raises:
        BadEvidence: no such port; names those there are.
    """
    if place not in known_ports():
        raise BadEvidence(
            f"no area is drawn for {place[:10]!r}",
            where="ports",
            next_step=f"Use one of {', '.join(known_ports())}, or give a GeoJSON file of your own",
        )
    return read_port(_FOLDER / f"{place}.geojson")


def read_port(path: Path) -> Port:
    """A port from a GeoJSON Feature: a Polygon without holes, properties `locode` and `name`.

    Raises:
        BadEvidence: not such a file.
    """
    next_step = "Give a GeoJSON Feature with a Polygon and the properties locode and name"
    try:
        feature = orjson.loads(path.read_bytes())
        geometry, properties = feature["geometry"], feature["properties"]
        if geometry["type"] != "Polygon" or len(geometry["coordinates"]) != 1:
            raise ValueError("not one polygon without holes")
        ring = [_corner(corner) for corner in geometry["coordinates"][0]]
        if ring[0] != ring[-1]:
            raise ValueError("the polygon does not end where it begins")
        return Port(_text(properties, "locode"), _text(properties, "name"), tuple(ring[:-1]))
    except OSError as error:
        raise BadEvidence(
            f"cannot be read ({error.strerror})", where=str(path), next_step=next_step
        ) from error
    except (ValueError, KeyError, TypeError, IndexError, ArithmeticError) as error:
        raise BadEvidence(
            f"is not a port's area ({error})", where=path.name, next_step=next_step
        ) from error


def _corner(corner: list[float]) -> tuple[int, int]:
    longitude, latitude = corner[0], corner[1]
    # By way of text: the file's own digits, not the nearest binary fraction's.
    return round(Decimal(str(latitude)) * 1_000_000), round(Decimal(str(longitude)) * 1_000_000)


def _text(properties: Mapping[str, Any], name: str) -> str:
    value = properties[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is not text")
    return value
