import json
import os
import shutil
from pathlib import Path

import pytest

from infra.local.engine import Engine, EngineRefused
from infra.local.journal import Journal, read_journal
from infra.local.state_files import Damaged, WrittenByNewer, open_new
from tests.local.engine_clients import TABLE, Child, create_table, items, key, python

MAIN = "from infra.local.engine import main; main()"

RECORDS = [b"first", b"", b"x" * 300]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal of three frames: one record, two records, one record."""
    path = tmp_path / "journal-000001"
    written = Journal(path, 1)
    for records in ([RECORDS[0]], RECORDS[1:], [b"last"]):
        written.append(records)
    written.close()
    return path


@pytest.fixture(scope="module")
def killed_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state_dir = tmp_path_factory.mktemp("killed") / "state"
    with Child(state_dir) as child:
        dynamodb = child.client("dynamodb")
        create_table(dynamodb)
        for name in "abc":
            dynamodb.put_item(TableName=TABLE, Item=key("p", name))
        child.kill()
    return state_dir


@pytest.fixture
def killed(killed_once: Path, tmp_path: Path) -> Path:
    """The directory of an engine that was killed after three acknowledged items."""
    return shutil.copytree(killed_once, tmp_path / "state")


def newest(state_dir: Path, kind: str) -> Path:
    return max(state_dir.glob(f"{kind}-*"))


def contents(state_dir: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in state_dir.iterdir() if path.name != "engine.lock"}


def last_frame(path: Path) -> int:
    return path.read_bytes().rindex(b"GJF1")


class TestJournal:
    def test_gives_back_every_record_in_order(self, journal):
        assert read_journal(journal, 1) == [*RECORDS, b"last"]

    def test_cut_anywhere_it_keeps_all_whole_frames(self, journal):
        whole, begin = journal.read_bytes(), last_frame(journal)

        for size in range(begin, len(whole)):
            journal.write_bytes(whole[:size])

            assert read_journal(journal, 1) == RECORDS

    def test_a_last_frame_whose_bytes_never_came_is_torn(self, journal):
        whole, begin = journal.read_bytes(), last_frame(journal)

        for kept in (begin, begin + 20, begin + 24):
            journal.write_bytes(whole[:kept] + bytes(len(whole) - kept))

            assert read_journal(journal, 1) == RECORDS

    def test_one_changed_byte_anywhere_is_damage(self, journal):
        whole = journal.read_bytes()

        for at in range(len(whole)):
            changed = bytearray(whole)
            changed[at] ^= 1
            journal.write_bytes(changed)

            with pytest.raises((Damaged, WrittenByNewer)):
                read_journal(journal, 1)

    def test_a_missing_frame_is_damage(self, journal):
        frames = journal.read_bytes().split(b"GJF1")
        journal.write_bytes(b"GJF1".join([frames[0], *frames[2:]]))

        with pytest.raises(Damaged):
            read_journal(journal, 1)

    def test_the_journal_of_another_generation_is_damage(self, journal):
        with pytest.raises(Damaged):
            read_journal(journal, 2)


class TestRecovery:
    def test_a_torn_end_is_left_out(self, killed):
        path = newest(killed, "journal")
        os.truncate(path, path.stat().st_size - 1)

        for _ in range(2):
            with Child(killed) as child:
                assert sorted(items(child.client("dynamodb"), "p")) == ["a", "b"]

    @pytest.mark.parametrize("kind", ["journal", "snapshot"])
    @pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
    def test_a_changed_byte_is_refused_and_nothing_overwritten(self, killed, kind, place):
        path = newest(killed, kind)
        changed = bytearray(path.read_bytes())
        changed[int(len(changed) * place)] ^= 0x20
        path.write_bytes(changed)
        before = contents(killed)

        with pytest.raises(EngineRefused, match=r"本地数据已损坏.*the local data is damaged") as refused:
            Engine(killed).start()

        assert str(path) in str(refused.value)
        assert contents(killed) == before

    @pytest.mark.parametrize("kind", ["journal", "snapshot"])
    def test_a_newer_schema_is_refused_and_nothing_overwritten(self, killed, kind):
        path = newest(killed, kind)
        head, _, rest = path.read_bytes().partition(b"\n")
        path.write_bytes(json.dumps({**json.loads(head), "schema": 2}).encode() + b"\n" + rest)
        before = contents(killed)

        with pytest.raises(EngineRefused, match=r"更新的版本.*update the program"):
            Engine(killed).start()

        assert contents(killed) == before

    @pytest.mark.parametrize("kind", ["journal", "snapshot"])
    def test_a_missing_file_is_refused(self, killed, kind):
        newest(killed, kind).unlink()

        with pytest.raises(EngineRefused, match="missing"):
            Engine(killed).start()

    def test_a_snapshot_of_anything_but_plain_data_is_refused(self, killed, tmp_path):
        path = newest(killed, "snapshot")
        trap = tmp_path / "sprung"
        _write_snapshot(path, b"cos\nsystem\n(S'touch %s'\ntR." % str(trap).encode())

        refused = python(MAIN, "--state-dir", str(killed))

        assert refused.returncode == 1 and "no plain data" in refused.stderr
        assert not trap.exists()

    def test_a_record_that_is_answered_otherwise_is_refused(self, killed):
        path = newest(killed, "journal")
        generation = int(path.name[-6:])
        records = read_journal(path, generation)
        path.unlink()
        rewritten = Journal(path, generation)
        rewritten.append(records[1:])  # without its table no item can be put
        rewritten.close()
        before = contents(killed)

        refused = python(MAIN, "--state-dir", str(killed))

        assert refused.returncode == 1 and "record 0 of the journal" in refused.stderr
        assert contents(killed) == before

    def test_what_an_interrupted_change_of_generation_left_behind_does_no_harm(self, killed):
        following = int(newest(killed, "journal").name[-6:]) + 1
        Journal(killed / f"journal-{following:06}", following).close()
        (killed / f"snapshot-{following:06}.tmp").write_bytes(b"half a snap")

        with Child(killed) as child:
            assert sorted(items(child.client("dynamodb"), "p")) == ["a", "b", "c"]

    def test_an_interrupted_first_start_does_no_harm(self, tmp_path):
        (tmp_path / "journal-000001.tmp").write_bytes(b'{"kind')
        Journal(tmp_path / "journal-000001", 1).close()

        with Child(tmp_path) as child:
            create_table(child.client("dynamodb"))


def _write_snapshot(path: Path, content: bytes) -> None:
    path.unlink()
    os.close(open_new(path, "snapshot", int(path.name[-6:]), content))
