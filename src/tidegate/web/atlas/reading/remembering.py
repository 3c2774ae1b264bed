"""Answers that are the same for everybody who looks at a picture, remembered while it is open.

A picture never changes, so nothing grows stale; whether somebody may see it is decided before it is asked (`look`), and
what is remembered goes with the picture.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

_Answer = TypeVar("_Answer")


class Remembered:
    """Answers with a weight each; the one that was asked for longest ago is forgotten first.

    Args:
        room: The weight that all may have together.
    """

    def __init__(self, room: int) -> None:
        self._room, self._taken = room, 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], _Answer], weigh: Callable[[_Answer], int]) -> _Answer:
        """Give an answer, made where it is not remembered.

        Args:
            key: What was asked.
            make: Makes the answer; whoever is given it does not change it.
            weigh: Says what it weighs.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                answer: _Answer = found[0]
                return answer
        made = make()
        weight = weigh(made)
        with self._lock:
            if key not in self._kept and weight <= self._room:
                self._kept[key] = made, weight
                self._taken += weight
            while self._taken > self._room:
                self._taken -= self._kept.popitem(last=False)[1][1]
        return made
