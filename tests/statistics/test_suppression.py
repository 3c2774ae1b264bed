"""What stays hidden in a table with totals: held against a linear programme that knows nothing of how it was chosen."""

import numpy as np
import pytest
from scipy.optimize import linprog

from tidegate.statistics.suppression import LEAST, suppressed


def bounds_of(counts, hidden, at):
    """Give the least and the greatest that a hidden cell can be, for all that is shown."""
    rows, columns = counts.shape
    equations = [[(i, j, 1 if j < columns - 1 else -1) for j in range(columns)] for i in range(rows)]
    equations += [[(i, j, 1 if i < rows - 1 else -1) for i in range(rows)] for j in range(columns)]
    matrix = np.zeros((len(equations), counts.size))
    for number, cells in enumerate(equations):
        for i, j, sign in cells:
            matrix[number, i * columns + j] = sign
    known = [(0, None) if hidden.flat[n] else (counts.flat[n], counts.flat[n]) for n in range(counts.size)]
    wanted = np.zeros(counts.size)
    wanted[at[0] * columns + at[1]] = 1
    found = []
    for sign in (1, -1):
        answer = linprog(sign * wanted, A_eq=matrix, b_eq=np.zeros(len(equations)), bounds=known)
        assert answer.status in (0, 3), answer.message
        found.append(sign * answer.fun if answer.status == 0 else np.inf)
    return found


def narrow(held, least=LEAST):
    """Name the small cells of which the table tells more than the rule allows."""
    small = zip(*np.nonzero(held.counts < least), strict=True)
    found = {at: bounds_of(held.counts, held.hidden, at) for at in small}
    return {at: b for at, b in found.items() if b[0] > 1e-6 or b[1] < least - 1e-6}


def test_one_small_cell_takes_three_others_with_it():
    held = suppressed(np.array([[30, 4], [20, 15], [12, 40]]))
    assert held.counts.tolist() == [[30, 4, 34], [20, 15, 35], [12, 40, 52], [62, 59, 121]]
    assert held.hidden.sum() == 4
    assert narrow(held) == {}


def test_what_is_large_is_shown_whole():
    assert not suppressed(np.array([[10, 11], [12, 13]])).hidden.any()


def test_a_zero_is_hidden_like_any_small_count():
    held = suppressed(np.array([[0, 40], [50, 60]]))
    assert held.hidden[0, 0]
    assert narrow(held) == {}


def test_a_lonely_row_of_small_counts_hides_its_total_too():
    held = suppressed(np.array([[3, 3, 3]]))
    assert held.hidden.all()


def test_without_the_further_cells_the_programme_finds_the_small_one():
    held = suppressed(np.array([[30, 4], [20, 15], [12, 40]]))
    only_small = held.counts < LEAST
    assert bounds_of(held.counts, only_small, (0, 1)) == pytest.approx([4, 4])


@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_can_be_worked_out(seed):
    chance = np.random.default_rng(seed)
    shape = (int(chance.integers(1, 6)), int(chance.integers(1, 6)))
    table = chance.negative_binomial(1, 0.05, shape) * (chance.random(shape) > 0.2)
    held = suppressed(table)
    assert (held.hidden | (held.counts >= LEAST)).all()
    assert narrow(held) == {}


@pytest.mark.parametrize("table", [np.zeros((0, 2)), np.array([[-1, 2]]), np.array([1, 2])])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(ValueError, match="a table of counts has a cell"):
        suppressed(table)
