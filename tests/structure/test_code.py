"""Rules about the code: who may know whom, what the domain must not touch, what importing must not do."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from shared.domain.errors import DomainError

ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile("[\u4e00-\u9fff]")
CHINESE_PHRASE = re.compile("[\u4e00-\u9fff]{3}")
CODE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)+")
READS_THE_WORLD = {"now", "today", "utcnow", "environ", "getenv", "urandom"}


def sources(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield path and syntax tree of each module of these folders."""
    for room in rooms:
        for path in sorted(ROOT.joinpath(room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted name of everything that a module imports, wherever it does so."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def modules(*rooms: str) -> list[str]:
    """Return the names of all modules of these packages."""
    return sorted(
        name
        for room in rooms
        for _, name, _ in pkgutil.walk_packages([str(ROOT / room)], room.replace("/", ".") + ".")
    )


def errors() -> list[type[DomainError]]:
    """Return every kind of error that names a code of its own."""
    for name in modules("shared", "functions", "infra/local"):
        importlib.import_module(name)
    waiting, found = [DomainError], []
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith(("shared.", "functions.", "infra.")) and "code" in vars(each):
                found.append(each)
    return sorted(set(found), key=lambda each: f"{each.__module__}.{each.__qualname__}")


class TestArrows:
    def test_what_ships_knows_nothing_of_what_builds_and_tests_it(self) -> None:
        wrong = [
            (path, name)
            for path, tree in sources("functions", "shared")
            for name in imported(tree)
            if name.split(".")[0] in ("infra", "tests")
        ]

        assert wrong == []

    def test_the_local_handles_are_no_part_of_the_app(self) -> None:
        from functions.app import whole_app

        app = whole_app()

        assert [path for path in app.routes if path.startswith("/local")] == []


class TestRooms:
    def test_every_operation_is_found_by_what_its_path_begins_with(self) -> None:
        from functions.app import ROOMS, whole_app
        from functions.edge.app import EdgeApp

        whole = {path: set(methods) for path, methods in whole_app().routes.items()}
        found = {
            path: EdgeApp("cold", gate=whole_app()._opened_gate, rooms=ROOMS).methods_of(path)
            for path in whole
        }

        assert {path: set(methods or ()) for path, methods in found.items()} == whole


class TestDomain:
    def test_it_stands_on_the_standard_library_alone(self) -> None:
        wrong = [
            (path, name)
            for path, tree in sources("shared/domain")
            for name in imported(tree)
            if not name.startswith("shared.domain") and name.split(".")[0] not in sys.stdlib_module_names
        ]

        assert wrong == []

    def test_it_reads_no_clock_environment_or_chance(self) -> None:
        wrong = [
            (path, node.attr)
            for path, tree in sources("shared/domain")
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in READS_THE_WORLD
        ]

        assert wrong == []

    def test_it_has_no_float(self) -> None:
        wrong = [
            (path, node.lineno)
            for path, tree in sources("shared/domain")
            for node in ast.walk(tree)
            if (isinstance(node, ast.Constant) and isinstance(node.value, float))
            or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
        ]

        assert wrong == []


class TestErrors:
    def test_no_two_have_one_code(self) -> None:
        codes = Counter(each.code for each in errors())

        assert [code for code, number in codes.items() if number > 1] == []

    @pytest.mark.parametrize("error", errors(), ids=lambda each: each.code)
    def test_each_says_what_to_do_in_chinese_and_in_english(self, error: type[DomainError]) -> None:
        fields = [
            {name for _, name, _, _ in Formatter().parse(text) if name} for text in (error.zh, error.en)
        ]

        assert CODE.fullmatch(error.code)
        assert CHINESE.search(error.zh) or error.zh.startswith("{")
        assert re.search("[a-z]{2}", error.en)
        assert not CHINESE_PHRASE.search(error.en)  # an example such as 1.2万 is none
        assert len(fields[0]) == len(fields[1])


class TestImporting:
    def test_it_does_nothing_at_all(self) -> None:
        """No file of the project is read, nothing is written, connected to, started, and no setting is needed."""
        names = modules("shared", "functions")

        done = subprocess.run(
            [sys.executable, "-c", WATCHED, str(ROOT), *names],
            cwd=ROOT,
            env={"PYTHONDONTWRITEBYTECODE": "1", "PATH": ""},
            capture_output=True,
            text=True,
        )

        assert done.returncode == 0, done.stderr
        assert done.stdout == ""


WATCHED = """
import importlib, os, sys, threading

root, *names = sys.argv[1:]
EVENTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system",
          "os.mkdir", "os.rename", "os.remove")
about, told = [""], set()

def tell(what):
    if (about[0], what) not in told:
        told.add((about[0], what))
        print(about[0], what)

def watch(event, given):
    if event == "open" and isinstance(given[0], str):
        writes = given[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        own = given[0].startswith(os.path.join(root, "")) and ".venv" not in given[0]
        if writes or (own and not given[0].endswith((".py", ".pyc"))):
            tell(f"opens {given[0]}")
    elif event in EVENTS and "site-packages" not in sys._getframe(1).f_code.co_filename:
        tell(event)

sys.addaudithook(watch)
sys.path.insert(0, root)
for about[0] in names:
    importlib.import_module(about[0])
    if threading.active_count() > 1:
        tell("starts a thread")
"""
