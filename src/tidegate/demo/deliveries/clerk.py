"""The process that writes the files of the deliveries, while another goes on making the city.

Formatting takes about as long as making, so the two go on side by side. The clerk takes pickled orders from
its standard input, which only its parent writes, and answers with one line when the last file is finished.
"""

import os
import pickle
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from tidegate.demo.deliveries.growing import DONE, Files

AHEAD = 32
"""Orders taken in before they are written: a slow file does not stop the making, and memory stays bounded."""


def main() -> None:
    """Write what the orders say until there are no more; name the fault and end where one cannot be done."""
    answer = DONE
    try:
        files = Files(Path(sys.argv[1]), int(sys.argv[2]))
        for name, kind, how, rows in _orders(sys.stdin.buffer):
            table = pa.ipc.open_stream(rows).read_all().combine_chunks()
            columns = {c: _whole(table.column(c)) for c in table.column_names}
            files.append(name, columns, kind, how)
        files.close()
    except OSError as fault:
        answer = f"{fault.filename or sys.argv[1]}: {fault.strerror or fault}".encode()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the parent is told
        answer = f"{type(fault).__name__}: {fault}".encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    # Not by the usual way out, which would wait for the thread that still listens where writing has failed.
    os._exit(0)


def _orders(source: Any) -> Iterator[tuple[str, str, dict[str, Any], pa.Buffer]]:
    waiting: queue.Queue[Any] = queue.Queue(AHEAD)

    def take() -> None:
        try:
            while True:
                waiting.put(pickle.load(source))  # noqa: S301 - our parent wrote it
        except EOFError:
            waiting.put(None)

    # A daemon, for it may wait for ever where writing has failed.
    threading.Thread(target=take, daemon=True).start()
    while order := waiting.get():
        yield order


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


if __name__ == "__main__":
    main()
