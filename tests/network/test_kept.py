import pytest

from tests.network.cities import nodes, ties
from tidegate.errors import ContractError, NetworkError
from tidegate.network.contracts import NODES, TIES
from tidegate.network.kept import FILES, read_kept, write_kept


def test_a_table_comes_back_as_it_was_and_with_the_same_bytes(tmp_path):
    table = ties([("a", "b", {"share": 0.5, "registers": ["x", "y"]})])
    path = write_kept(tmp_path, TIES, table)
    first = path.read_bytes()
    assert read_kept(tmp_path, TIES).equals(table)
    assert write_kept(tmp_path, TIES, table).read_bytes() == first


def test_a_folder_without_the_table_is_said(tmp_path):
    with pytest.raises(NetworkError, match=r"there is no nodes\.parquet in it"):
        read_kept(tmp_path, NODES)


def test_another_table_under_the_name_is_refused(tmp_path):
    write_kept(tmp_path, NODES, nodes({"a": "company"}))
    (tmp_path / FILES["nodes"]).rename(tmp_path / FILES["ties"])
    with pytest.raises(ContractError, match="tie should be string, is missing"):
        read_kept(tmp_path, TIES)
