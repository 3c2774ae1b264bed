"""A child process that takes too much is stopped, and its end is told in words."""

import json

import pytest

from tests.formats.conftest import Desk
from tidegate.errors import DeliveryError
from tidegate.formats import Limits


def test_memory_has_an_end(desk: Desk):
    path = desk.file("big.json", json.dumps([{"id": n, "text": "x" * 20} for n in range(300_000)]))
    with pytest.raises(DeliveryError, match="needs more than 24 MiB"):
        desk.read(path, Limits(memory_mib=24))
    assert not list(desk.scratch.iterdir())


def test_time_has_an_end(desk: Desk):
    with pytest.raises(DeliveryError, match=r"longer than 0\.01 seconds"):
        desk.read(desk.file("a.json", json.dumps([{"id": n} for n in range(200_000)])), Limits(seconds=0.01))
    assert not list(desk.scratch.iterdir())


def test_room_has_an_end(desk: Desk):
    lines = "\n".join(json.dumps({"id": f"{n * 7919:x}" * 9}) for n in range(60_000))
    with pytest.raises(DeliveryError, match="take more than 1 MiB"):
        desk.read(desk.file("a.jsonl", lines), Limits(unpacked_mib=1))
    assert not list(desk.scratch.iterdir())
