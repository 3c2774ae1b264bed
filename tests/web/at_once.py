"""One process among several whose threads write into and read from the site's database, as those of the server do.

    python -m tests.web.at_once CITY WRITERS READERS SECONDS

Writers add entries through the real service, in the transaction of a look; readers turn the pages of the ledger. It
prints how many entries were written; any fault ends it with a traceback.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path


def write(end: float) -> int:
    from django.db import connection, transaction

    from tests.web.audit.test_ledger import consultation
    from tidegate.web.audit.ledger import record

    done = 0
    try:
        while done == 0 or time.monotonic() < end:
            with transaction.atomic(durable=True):
                record(consultation(f"page {done}"), now=datetime.now(UTC))
            done += 1
    finally:
        connection.close()
    return done


def read(end: float) -> int:
    from django.db import connection

    from tidegate.web.audit.ledger import entries_newest

    try:
        while time.monotonic() < end:
            numbers = [e.number for e in entries_newest(most=50)]
            assert numbers == sorted(numbers, reverse=True)
    finally:
        connection.close()
    return 0


def main(folder: str, writers: int, readers: int, seconds: float) -> int:
    from tidegate.web.serving import prepare

    prepare(Path(folder))
    end = time.monotonic() + seconds
    with ThreadPoolExecutor(writers + readers) as pool:
        asked = [pool.submit(write, end) for _ in range(writers)] + [pool.submit(read, end) for _ in range(readers)]
        return sum(a.result() for a in asked)


if __name__ == "__main__":
    print(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
