"""The tables of this room as they lie in the folder of a picture."""

from pathlib import Path

import pyarrow as pa

from tidegate.errors import NetworkError
from tidegate.tables import Contract, session

FILES = {"ties": "ties.parquet", "nodes": "nodes.parquet", "control": "control.parquet", "layout": "layout.parquet",
         "ownership_situations": "opaque_ownership.parquet"}  # fmt: skip
"""Name of a contract to its file in the folder."""


def read_kept(folder: Path, contract: Contract) -> pa.Table:
    """Read one table of a picture.

    Args:
        folder: Folder of the picture.
        contract: What the table must look like; one of `TIES`, `NODES`, `CONTROL`, `LAYOUT`, `SITUATIONS`.
    Returns:
        The table, as it was written.
    Raises:
        NetworkError: The folder has no such table.
        ContractError: The table does not keep its contract.
        EngineError: The file cannot be read.
    """
    path = folder / FILES[contract.name]
    if not path.is_file():
        raise NetworkError(
            where=str(folder),
            what=f"there is no {path.name} in it",
            mend="give the folder of a picture that was built with the network",
        )
    with session(see=[path]) as engine:
        return contract.check(engine.fetch("from read_parquet($path)", path=str(path))).cast(contract.schema())


def write_kept(folder: Path, contract: Contract, table: pa.Table) -> Path:
    """Write one table of a picture.

    Args:
        folder: Folder to write to; it exists.
        contract: What the table must look like.
        table: The table.
    Returns:
        The file; the same table gives the same bytes.
    Raises:
        ContractError: The table does not keep its contract.
        EngineError: The file cannot be written.
    """
    path = folder / FILES[contract.name]
    with session(see=[folder]) as engine:
        engine.register("kept", contract.check(table))
        engine.execute("copy kept to $path (format parquet, compression zstd)", path=str(path))
    return path
