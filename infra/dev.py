#!/usr/bin/env python3
"""The one command of this project: `python3 infra/dev.py run|test|check|token|import|package`.

Needs nothing but Python 3.11 or newer. The first start makes `.venv` beside this folder and installs the locked
dependencies into it; every command then runs in there.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one file that an older Python may meet
    found = ".".join(map(str, sys.version_info[:2]))
    sys.exit(f"需要 Python 3.11 或更新版本，当前是 {found} · Python 3.11 or newer is needed; this is {found}")
if os.name != "posix":
    sys.exit("请在 Linux、macOS 或 WSL 中运行 · run this on Linux, on macOS or in WSL")

sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from infra import arguments, environment  # noqa: E402 - only after the two checks above
from infra.refusal import Refusal  # noqa: E402


def main(words: list[str]) -> int:
    """Run the command that `words` spell and return the exit code: 0, 1 refused or failed, 2 misused."""
    command = arguments.read(words)
    try:
        environment.prepare(command.lock)
        if not environment.is_inside():
            environment.enter([os.path.abspath(__file__), *words])
        return command.execute()
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(
            errors="backslashreplace"
        )  # a terminal without Chinese shows escapes, not a traceback
    sys.exit(main(sys.argv[1:]))
