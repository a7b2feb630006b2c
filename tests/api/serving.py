"""The whole local service as a child process: `python -m tests.api.serving DIR` prints `{"port": N}` and serves.

It stops when its standard input ends, so it never outlives the tests. Its clock begins at `BEGINNING` and its
schedules run only when they are asked to.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

BEGINNING = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
"""Wednesday, 1 April 2026, ten o'clock in Shanghai: March is over, and its forms can be drafted."""


def main() -> None:
    from infra.local.service import Service  # whoever only wants to know the time needs no service

    service = Service(Path(sys.argv[1]), 0, now=BEGINNING, on_schedule=False)
    answers, sys.stdout = sys.stdout, sys.stderr  # what the service logs is kept apart from what it answers
    service.start()
    print(json.dumps({"port": service.port}), file=answers, flush=True)
    sys.stdin.read()
    service.stop()


if __name__ == "__main__":
    main()
