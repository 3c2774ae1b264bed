"""A panel through every step, small."""

from tidegate.bench.evaluation_size import bench_size


def test_every_step_is_measured_and_the_last_line_is_all():
    heard: list[str] = []
    lines = list(
        bench_size(places=400, months=60, events=4_000, draws=19, seed=1, tell=lambda step, _: heard.append(step))
    )
    assert [line.step for line in lines] == [*heard, "all"]
    assert len(heard) == 4
    assert lines[-1].wall_s >= max(line.wall_s for line in lines[:-1])
    assert all(line.found for line in lines[:-1])
    again = list(bench_size(places=400, months=60, events=4_000, draws=19, seed=1, tell=lambda *_: None))
    assert [line.found for line in again] == [line.found for line in lines]
