"""The benchmark of renewals: it runs, and says what it compared."""

import pytest

from tidegate.bench.renewal import bench_renewal


@pytest.mark.slow
def test_a_renewal_is_measured_beside_a_whole_run(tmp_path):
    found = bench_renewal(tmp_path, rows=4000, share=0.02, seed=1, tell=lambda _stage, _share: None)
    assert 0 < found.scored < found.pairs / 5
    assert found.differing <= found.entities / 200
    assert min(found.whole_s, found.renewed_s) > 0
