"""One process among many that write into and read from the site's database: `python -m tests.web.at_once KIND SECONDS`.

KIND is `write` (ledger entries through the real service, in the transaction of the look) or `read` (pages of the ledger).
It prints how often it did so; any fault ends it with a traceback.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def main(folder: str, kind: str, seconds: float) -> int:
    from tidegate.web.serving import prepare

    prepare(Path(folder))
    from django.db import transaction

    from tests.web.audit.test_ledger import consultation
    from tidegate.web.audit.ledger import entries_newest, record

    done, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        if kind == "write":
            with transaction.atomic(durable=True):
                record(consultation(f"page {done}"), now=datetime.now(UTC))
        else:
            numbers = [e.number for e in entries_newest(most=50)]
            assert numbers == sorted(numbers, reverse=True)
        done += 1
    return done


if __name__ == "__main__":
    print(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
