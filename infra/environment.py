"""The project's own virtual environment: made on the first start, renewed when a lock file changes.

pip fetches a pinned uv, and uv the locked set; both check hashes and neither resolves anything. Which registry
they ask is their own configuration's business. Standard library only: this runs before anything is installed.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NoReturn

from infra.refusal import Refusal

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "infra" / "requirements"
PYTHON = VENV / "bin" / "python"

_PIP_THAT_REACHES_OTHERS = (22, 3)

Lock = Literal["local", "dev"]
"""A locked set: `local` runs the service, `dev` is `local` and what tests and checks need."""


def is_inside() -> bool:
    """Say whether this very process runs in the environment."""
    return Path(sys.prefix).resolve() == VENV.resolve()


def prepare(lock: Lock) -> None:
    """
    Return once the environment holds the locked set; quick when it does already.

    :raises Refusal: if the environment cannot be made or filled.
    """
    if _is_stamped(lock):
        return
    try:
        with _alone():
            if not _is_stamped(lock):  # another process may have been first
                _fill(lock)
    except OSError as reason:
        raise Refusal(
            f"无法准备运行环境 {VENV}（{reason.strerror}）：请检查目录权限和磁盘空间",
            f"the environment {VENV} cannot be made ({reason.strerror}): check permissions and disk space",
        ) from reason


def enter(words: list[str]) -> NoReturn:
    """Become the environment's Python, running `words`; byte code is kept inside the environment."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = str(VENV / "bytecode")
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *words], kept)


def _fill(lock: Lock) -> None:
    print("正在准备运行环境（仅首次需要）… · preparing the environment (first time only) …", file=sys.stderr)
    if not is_inside() and not _works():
        _make()
    if not _has_uv():
        _install_uv()
    locked = ["--no-deps", "--require-hashes", "--requirement", REQUIREMENTS / f"{lock}.txt"]
    _run([VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, *locked])
    _stamp_file(lock).write_text(stamp(lock))


def _works() -> bool:
    return PYTHON.exists() and _succeeds([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"])


def _make() -> None:
    if VENV.exists():
        shutil.rmtree(VENV)
    _run([sys.executable, "-m", "venv", "--without-pip", VENV])


def _has_uv() -> bool:
    pinned = REQUIREMENTS.joinpath("uv.in").read_text().strip().replace("==", " ")
    return _output([VENV / "bin" / "uv", "--version"]).startswith(f"{pinned} ")


def _install_uv() -> None:
    install = ["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    install += ["--requirement", str(REQUIREMENTS / "uv.txt")]
    if _own_pip() >= _PIP_THAT_REACHES_OTHERS:  # saves making another one
        _run([sys.executable, "-m", "pip", "--python", PYTHON, *install])
        return
    if not _succeeds([PYTHON, "-m", "ensurepip"]):
        raise Refusal(
            "这个 Python 没有 pip（ensurepip）：请安装 python3-venv 后重试",
            "this Python comes without pip (ensurepip): install python3-venv and try again",
        )
    _run([PYTHON, "-m", "pip", *install])


def _own_pip() -> tuple[int, ...]:
    version = _output([sys.executable, "-m", "pip", "--version"]).split()[1:2]
    return tuple(int(part) for part in ".".join(version).split(".")[:2] if part.isdigit())


def _stamp_file(lock: Lock) -> Path:
    return VENV / f"installed-{lock}"


def _is_stamped(lock: Lock) -> bool:
    wider: tuple[Lock, ...] = ("local", "dev") if lock == "local" else ("dev",)
    return PYTHON.exists() and any(_read(_stamp_file(each)) == stamp(each) for each in wider)


def stamp(lock: Lock) -> str:
    """Return what is true of an environment that holds the locked set: the lock file and the Python."""
    content = REQUIREMENTS.joinpath(f"{lock}.txt").read_bytes() + _read(VENV / "pyvenv.cfg").encode()
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the project folder, so that two first starts at once do not fill one environment."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _run(command: list[object]) -> None:
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        print(done.stdout.strip(), file=sys.stderr)
        tool = Path(str(command[0])).name
        raise Refusal(
            f"准备运行环境失败（{tool}，见上）：请检查网络后重试",
            f"preparing the environment failed ({tool}, see above): check the network and try again",
        )


def _succeeds(command: list[object]) -> bool:
    return subprocess.run([str(word) for word in command], capture_output=True).returncode == 0


def _output(command: list[object]) -> str:
    try:
        return subprocess.run([str(word) for word in command], capture_output=True, text=True).stdout
    except OSError:
        return ""
