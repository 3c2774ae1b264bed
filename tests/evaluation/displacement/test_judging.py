"""A figure beside what chance makes of it."""

import numpy as np
import pytest

from tidegate.evaluation.displacement.judging import judged


def test_a_set_drawn_again_tells_nothing_new():
    null = np.tile([-3.0, -1.0, 2.0, 5.0], 50)
    whole, few = judged(40.0, null), judged(40.0, null, sets=4)
    assert whole.p < 0.05
    assert np.isfinite([whole.low, whole.high]).all()
    # Of four sets and the treated one, chance puts the treated first in one of five, on either side.
    assert few.p == pytest.approx(2 / 5)
    assert (few.low, few.high) == (-np.inf, np.inf)
    assert judged(40.0, null, sets=200) == whole
