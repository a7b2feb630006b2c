"""`infra/dev.py` as somebody types it: mistakes, refusals, and the two ways to reach a service."""

import ast
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra import arguments, environment
from infra.local import run
from infra.local.commands import show_import
from infra.local.state_dir import StateDir
from tests.local.engine_clients import Child

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "infra" / "dev.py"


def dev(*words: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(DEV), *map(str, words)],
        input=stdin,
        stdin=None if stdin is not None else subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_refused(done: subprocess.CompletedProcess[str], *said: str) -> None:
    """One sentence on standard error, nothing on standard output, exit code 1."""
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert all(each in lines[0] for each in said), lines[0]


@contextmanager
def running(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """A service without the demonstration, as `serving` starts it for the API's tests."""
    code = (
        "import sys, pathlib; from infra.local.service import Service;"
        "service = Service(pathlib.Path(sys.argv[1]), 0, on_schedule=False); service.start();"
        "print(service.port, flush=True); sys.stdin.read(); service.stop()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(data_dir)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout and process.stdin
    assert process.stdout.readline().strip().isdigit()
    yield process
    process.stdin.close()
    process.wait(30)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """A state directory with one company."""
    people = tmp_path / "people.csv"
    people.write_text("姓名,邮箱\n李雷,li@example.com\n韩梅梅,han@example.com\n", encoding="utf-8")
    done = dev(
        *("import", "people", people, "--company", "小店", "--create-people"),
        *("--map", "姓名=name", "邮箱=email", "--data-dir", tmp_path / "state"),
    )
    assert done.returncode == 0, done.stderr
    return tmp_path / "state"


class TestArguments:
    @pytest.mark.parametrize(
        "line",
        [
            "",
            "nothing",
            "run --port x",
            "run --port 65536",
            "run --port -1",
            "run --now 2026-03-02",
            "run --now 2026-03-02T08:00:00",
            "run --now 0001-01-01T00:00:00+14:00",
            "run extra",
            "token",
            "token --person 李雷 --role hr",
            "token --role emperor",
            "token --role hr --minutes 0",
            "token --role hr --minutes 721",
            "import",
            "import invoices file --company x",
            "import orders --company x",
            "import deals file",
            "import deals file --company x --dates year_first",
            "import deals file --company x --currency yuan",
            "import deals file --company x --map column",
            "import deals file --company x --map =field",
        ],
    )
    def test_a_mistake_ends_with_code_2(self, line: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            arguments.read(line.split())

        assert ended.value.code == 2
        assert "usage: infra/dev.py" in capsys.readouterr().err

    def test_columns_are_mapped_up_to_the_last_equals_sign(self) -> None:
        line = [
            "import",
            "deals",
            "f",
            "--company",
            "x",
            "--map",
            "客户 名称=customer",
            "a=b=stage",
            "--map",
            "c=d",
        ]

        command = arguments.read(line)

        assert command.options.map == [("客户 名称", "customer"), ("a=b", "stage"), ("c", "d")]

    def test_what_follows_test_is_pytest_s_own(self) -> None:
        command = arguments.read(["test", "-k", "gateway", "--maxfail=1"])

        assert command.lock == "dev"
        assert command.options.words == ["-k", "gateway", "--maxfail=1"]

    def test_running_needs_only_the_local_lock(self) -> None:
        assert arguments.read(["run"]).lock == "local"
        assert arguments.read(["check"]).lock == "dev"


class TestBareStart:
    def test_an_old_python_can_read_far_enough_to_be_told(self) -> None:
        source = DEV.read_text(encoding="utf-8")

        tree = ast.parse(source, feature_version=(3, 7))

        guard = next(node for node in tree.body if isinstance(node, ast.If))
        before = tree.body[: tree.body.index(guard)]
        assert "version_info" in ast.unparse(guard)
        assert [ast.unparse(node) for node in before[1:]] == ["import os", "import sys"]

    def test_what_runs_first_needs_the_standard_library_alone(self) -> None:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(DEV), "run", "--port", "x"], capture_output=True, text=True
        )

        assert done.returncode == 2, done.stderr
        assert "65535" in done.stderr

    def test_the_environment_is_stamped_with_lock_and_python(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(environment, "VENV", tmp_path)
        monkeypatch.setattr(environment, "PYTHON", Path(sys.executable))
        installed = tmp_path / "installed-dev"
        installed.write_text(environment.stamp("dev"))
        environment.prepare("dev")
        environment.prepare("local")  # which is a part of it

        (tmp_path / "pyvenv.cfg").write_text("version = 3.99")

        assert environment.stamp("dev") != installed.read_text()


class TestRefusals:
    def test_a_taken_port(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]

            done = dev("run", "--once", "--port", str(port), "--data-dir", tmp_path / "state")

        assert_refused(done, f"端口 {port} 无法使用", "--port")
        assert not (tmp_path / "state").exists()

    def test_a_directory_in_use(self, tmp_path: Path) -> None:
        held = StateDir(tmp_path)
        try:
            assert_refused(
                dev("run", "--once", "--port", "0", "--data-dir", tmp_path), "正被另一个进程使用", "in use"
            )
            assert_refused(
                dev("token", "--role", "hr", "--data-dir", tmp_path), "还没有就绪", "not ready yet"
            )
        finally:
            held.close()

    def test_a_folder_that_cannot_be_written_to(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()

        for words in (["run", "--once", "--port", "0"], ["token", "--role", "hr"]):
            done = dev(*words, "--data-dir", tmp_path / "file" / "state")
            assert_refused(done, "无法使用数据目录", "cannot be used")

    def test_damaged_data(self, tmp_path: Path) -> None:
        with Child(tmp_path) as engine:
            engine.client("sqs").create_queue(QueueName="kept")
        snapshot = next(tmp_path.glob("snapshot-*"))
        damaged = bytearray(snapshot.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        snapshot.write_bytes(damaged)

        done = dev("run", "--once", "--port", "0", "--data-dir", tmp_path)

        assert_refused(done, "已损坏", "damaged")
        assert snapshot.read_bytes() == damaged

    def test_data_of_a_newer_version(self, tmp_path: Path) -> None:
        with Child(tmp_path):
            pass
        snapshot = next(tmp_path.glob("snapshot-*"))
        head, _, rest = snapshot.read_bytes().partition(b"\n")
        snapshot.write_bytes(json.dumps({**json.loads(head), "schema": 99}).encode() + b"\n" + rest)

        assert_refused(
            dev("run", "--once", "--port", "0", "--data-dir", tmp_path), "更新的版本", "newer version"
        )

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        done = dev(
            "import", "deals", tmp_path / "none.csv", "--company", "x", "--data-dir", tmp_path / "state"
        )

        assert_refused(done, "none.csv", "there is no file")


class TestStartingOver:
    @pytest.fixture
    def state_dir(self, tmp_path: Path) -> Path:
        with Child(tmp_path):
            pass
        return tmp_path

    def start_over(self, state_dir: Path, *, is_sure: bool = True) -> None:
        run.start_over(state_dir, may_ask=False, is_sure=is_sure)

    def test_it_erases_what_the_service_kept(self, state_dir: Path) -> None:
        (state_dir / "service.log").touch()

        self.start_over(state_dir)

        assert list(state_dir.iterdir()) == []

    def test_it_asks_first_and_only_yes_is_yes(
        self, state_dir: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read_end, write_end = os.pipe()
        os.write(write_end, b"y\nyes\n")
        with os.fdopen(read_end) as keyboard:
            monkeypatch.setattr(sys, "stdin", keyboard)

            with pytest.raises(run.NotConfirmed):
                run.start_over(state_dir, may_ask=True, is_sure=False)
            assert list(state_dir.glob("snapshot-*"))
            run.start_over(state_dir, may_ask=True, is_sure=False)

        os.close(write_end)
        assert list(state_dir.iterdir()) == []

    def test_without_anybody_to_ask_it_refuses(self, state_dir: Path) -> None:
        done = dev("run", "--fresh", "--once", "--port", "0", "--data-dir", state_dir)

        assert_refused(done, "--yes")
        assert list(state_dir.glob("snapshot-*"))

    def test_it_leaves_a_folder_alone_that_holds_anything_else(self, state_dir: Path) -> None:
        (state_dir / "thesis.docx").touch()

        with pytest.raises(run.NotOurs, match=r"thesis\.docx"):
            self.start_over(state_dir)

        assert list(state_dir.glob("snapshot-*"))

    def test_it_leaves_a_service_alone_that_runs(self, state_dir: Path) -> None:
        held = StateDir(state_dir)

        with pytest.raises(run.InUse):
            self.start_over(state_dir)

        held.close()

    def test_a_folder_that_is_not_there_is_fresh(self, tmp_path: Path) -> None:
        self.start_over(tmp_path / "none", is_sure=False)

        assert not (tmp_path / "none").exists()


class TestToken:
    def test_it_prints_the_token_and_nothing_else(self, company: Path) -> None:
        done = dev("token", "--person", "李雷", "--data-dir", company)

        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        assert len(done.stdout.split()) == 1 and done.stdout.count(".") == 2

    def test_a_running_service_takes_it(self, company: Path) -> None:
        with running(company):
            done = dev("token", "--company", "小店", "--person", "李雷", "--data-dir", company)

            request = urllib.request.Request(
                f"http://127.0.0.1:{port_of(company)}/v1/me",
                headers={"Authorization": f"Bearer {done.stdout.strip()}"},
            )
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as answer:
                assert json.load(answer)["name"] == "李雷"

    def test_somebody_who_is_not_there_is_refused_in_one_sentence(self, company: Path) -> None:
        assert_refused(dev("token", "--person", "张三", "--data-dir", company), "张三")


class TestImport:
    def test_a_second_time_everything_is_known(self, company: Path, tmp_path: Path) -> None:
        done = dev(
            *("import", "people", tmp_path / "people.csv", "--company", "小店", "--create-people"),
            *("--map", "姓名=name", "邮箱=email", "--data-dir", company),
        )

        assert done.returncode == 0, done.stderr
        counted = {line.split()[1]: line.split()[2] for line in done.stdout.splitlines()}
        assert (counted["rows"], counted["imported"], counted["duplicates"]) == ("2", "0", "2")

    def test_every_refused_row_can_be_had_as_a_file(self, company: Path, tmp_path: Path) -> None:
        orders, lines, listed = (tmp_path / name for name in ("orders.csv", "lines.csv", "refused.csv"))
        orders.write_text("order_id,order_date,owner,customer\n1,2026-01-02,李雷,A\n2,2026-01-03,谁,A\n")
        lines.write_text("order_id,unit_price,quantity\n1,2.5,4\n2,1,1\n")

        done = dev(
            *("import", "orders", orders, lines, "--company", "小店"),
            *("--refused", listed, "--data-dir", company),
        )

        assert done.returncode == 0, done.stderr
        assert "orders.csv 第 3 行" in done.stdout and str(listed) in done.stdout
        rows = listed.read_text(encoding="utf-8-sig").splitlines()
        assert [row.split(",")[:2] for row in rows[1:]] == [["orders.csv", "3"], ["lines.csv", "3"]]

    def test_a_folder_that_is_not_there_is_told_before_anything_is_imported(self, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text("姓名\n李雷\n")
        state = tmp_path / "untouched"

        done = dev(
            *("import", "people", file, "--company", "小店", "--data-dir", state),
            *("--refused", tmp_path / "none" / "refused.csv"),
        )

        assert_refused(done, "none")
        assert not state.exists()

    def test_at_most_twenty_refused_rows_are_shown(self, capsys: pytest.CaptureFixture[str]) -> None:
        refused = [{"line": n, "column": "金额", "text": "x", "why": "不是金额"} for n in range(2, 27)]

        show_import({"rows": 25, "imported": 0, "duplicates": 0, "refused": refused})

        shown = capsys.readouterr().out
        assert shown.count("不是金额") == 20
        assert "另有 5 行" in shown and "--refused FILE" in shown


class TestStopping:
    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_ends_it_cleanly(self, tmp_path: Path, how: signal.Signals) -> None:
        process = subprocess.Popen(
            [sys.executable, str(DEV), "run", "--port", "0", "--data-dir", str(tmp_path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        for line in process.stderr:
            if "Ctrl-C" in line:
                break

        process.send_signal(how)

        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()
        left = StateDir(tmp_path)  # which is free again
        assert left.load().records == []  # all of it is in the snapshot
        left.close()


def port_of(state_dir: Path) -> int:
    from infra.local.engine import describe

    facts = describe(state_dir)
    assert facts is not None
    return int(facts["port"])
