"""Whatever happens to the ledger or its process, nothing wrong is believed afterwards."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import pytest
from tests.record.samples import BASIS, DAY, PACKED, PATH, built, filled

from briefbook.errors import OutputFolder, UnreadableFile
from briefbook.record.digests import digest
from briefbook.record.ledger import Ledger

ROOT = Path(__file__).parents[2]
NOBODY = 65534

#: Announces and records outputs 0, 1, 2, … for ever, and says each digest it announced.
WRITER = """
import sys
from pathlib import Path
from briefbook.record.ledger import Ledger
from briefbook.record.digests import digest
from tests.record.samples import PACKED, DAY, built

with Ledger.open(Path(sys.argv[1])) as ledger:
    run = ledger.start_run("build", DAY, "data")
    print("ready", flush=True)
    for number in range(int(sys.argv[2]), 10**6):
        names = [f"output/ru/s{part}/brief.pdf" for part in range(number % 7 + 1)]
        file = str(number).encode()
        ledger.announce({name: digest(file) for name in names})
        print("announced", number, len(names), flush=True)
        ledger.record_built([(built(name, run, file), PACKED) for name in names])
        print("recorded", number, len(names), flush=True)
"""


def run_python(script: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    for name in ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG"):
        environment.pop(name, None)  # its files would be torn when the process is killed
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)


@contextmanager
def without_rights() -> Iterator[None]:
    """Act as a user that owns nothing, where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def open_to_all(path: Path) -> Iterator[None]:
    """Let every user pass through the folders above ``path``, which pytest keeps closed."""
    closed = [folder for folder in path.parents if not folder.stat().st_mode & 0o001]
    modes = {folder: folder.stat().st_mode & 0o7777 for folder in closed}
    try:
        for folder, mode in modes.items():
            folder.chmod(mode | 0o055)
        yield
    finally:
        for folder, mode in modes.items():
            folder.chmod(mode)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "ledger.db"


def names_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def opens_anew(path: Path) -> str:
    """Open the ledger, which must be started anew and work; return why."""
    with Ledger.open(path) as ledger:
        assert ledger.fresh is not None
        assert ledger.outputs() == {}
        run = ledger.start_run("build", DAY, "data")
        ledger.record_built([(built(run=run), PACKED)])
        said = ledger.fresh
    with Ledger.open(path) as ledger:
        assert (ledger.fresh, list(ledger.outputs())) == (None, [PATH])
    return said


class TestALedgerThatIsNotThere:
    def test_is_made_and_that_is_said(self, path: Path) -> None:
        assert opens_anew(path) == "the ledger was missing"
        assert names_in(path.parent) == ["ledger.db"]

    def test_but_an_empty_file_is_taken_over(self, path: Path) -> None:
        path.parent.mkdir()
        path.touch()
        assert Ledger.read(path) is None
        assert opens_anew(path) == "the ledger was empty"
        assert names_in(path.parent) == ["ledger.db"]

    def test_but_a_journal_of_it_is_does_no_harm(self, path: Path) -> None:
        path.parent.mkdir()
        path.with_name("ledger.db-journal").write_bytes(b"\xd9\xd5\x05\xf9 \xa1c\xd7" * 100)
        assert opens_anew(path) == "the ledger was missing"


class TestADamagedLedger:
    @pytest.mark.parametrize(
        "data",
        [b"not a ledger\n" * 400, b"SQLite format 3\0" + bytes(5000), b"x"],
        ids=["text", "header-only", "one-byte"],
    )
    def test_of_other_bytes_is_set_aside_whole(self, path: Path, data: bytes) -> None:
        path.parent.mkdir()
        path.write_bytes(data)
        said = opens_anew(path)
        assert said.startswith("the ledger is damaged (")
        assert said.endswith("); it was set aside as ledger.db.damaged-1")
        assert path.with_name("ledger.db.damaged-1").read_bytes() == data

    def test_never_overwrites_one_set_aside_before(self, path: Path) -> None:
        path.parent.mkdir()
        path.with_name("ledger.db.damaged-1").write_bytes(b"older")
        path.with_name("ledger.db.damaged-2").symlink_to("nowhere")
        path.write_bytes(b"garbage")
        assert opens_anew(path).endswith("ledger.db.damaged-3")
        assert path.with_name("ledger.db.damaged-1").read_bytes() == b"older"
        assert path.with_name("ledger.db.damaged-3").read_bytes() == b"garbage"

    def test_takes_along_what_sqlite_kept_beside_it(self, path: Path) -> None:
        path.mkdir(parents=True)
        path.with_name("ledger.db-journal").write_bytes(b"journal")
        opens_anew(path)
        assert names_in(path.parent) == [
            "ledger.db",
            "ledger.db.damaged-1",
            "ledger.db.damaged-1-journal",
        ]

    def test_that_is_a_folder_is_set_aside_with_what_is_in_it(self, path: Path) -> None:
        path.mkdir(parents=True)
        (path / "letter.txt").write_text("mine")
        assert "it is not a file" in opens_anew(path)
        assert (path.with_name("ledger.db.damaged-1") / "letter.txt").read_text() == "mine"

    def test_that_is_a_pipe_does_not_hang(self, path: Path) -> None:
        path.parent.mkdir()
        os.mkfifo(path)
        assert "it is not a file" in opens_anew(path)

    def test_that_is_a_database_of_another_program_is_set_aside(self, path: Path) -> None:
        path.parent.mkdir()
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("CREATE TABLE letters (a)")
        assert "does not bear the mark of a ledger" in opens_anew(path)

    def test_with_a_schema_that_never_was_is_set_aside(self, path: Path) -> None:
        filled(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE migrations SET name = 'another'")
        assert "its schema is unknown" in opens_anew(path)

    def test_without_one_of_its_tables_is_set_aside(self, path: Path) -> None:
        filled(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DROP TABLE files")
        assert "its schema is unknown" in opens_anew(path)

    def test_with_a_value_changed_in_a_row_is_set_aside(self, path: Path) -> None:
        filled(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("UPDATE outputs SET file_digest = 'forged'")
        assert "a row of the table outputs has changed" in opens_anew(path)

    def test_whose_header_forbids_writing_is_set_aside(self, path: Path) -> None:
        data = bytearray(filled(path).read_bytes())
        data[18] = 3  # a version for writing that SQLite does not know
        path.write_bytes(data)
        assert "its header forbids writing" in opens_anew(path)

    def test_cut_short_anywhere_is_noticed(self, path: Path) -> None:
        whole = filled(path).read_bytes()
        for length in range(512, len(whole), max(512, len(whole) // 40 // 512 * 512)):
            shutil.rmtree(path.parent)
            path.parent.mkdir()
            path.write_bytes(whole[:length])
            assert "the ledger is damaged" in opens_anew(path), length

    def test_with_flipped_bits_is_noticed_or_unharmed(self, path: Path) -> None:
        whole = filled(path).read_bytes()
        with Ledger.open(path) as ledger:
            outputs, told, runs = ledger.outputs(), ledger.announcements(), ledger.runs()
        chance = random.Random(20260301)
        for _ in range(40):
            changed = bytearray(whole)
            place = chance.choice([chance.randrange(len(whole)), chance.randrange(200)])
            changed[place] ^= 1 << chance.randrange(8)
            shutil.rmtree(path.parent)
            path.parent.mkdir()
            path.write_bytes(changed)
            reader = Ledger.read(path)
            if reader is not None:
                reader.runs()
                reader.close()
            with Ledger.open(path) as ledger:
                if ledger.fresh is None:
                    assert {name: str(it) for name, it in ledger.outputs().items()} == {
                        name: str(it) for name, it in outputs.items()
                    }, place
                    assert ledger.announcements() == told, place
                    assert all(ledger.basis(name) in {None, BASIS} for name in outputs), place
                    assert set(map(str, ledger.runs())) <= set(map(str, runs)), place
                run = ledger.start_run("build", DAY, "data")
                ledger.record_built([(built(run=run), PACKED)])

    def test_is_told_to_a_reader_and_left_where_it_is(self, path: Path) -> None:
        path.parent.mkdir()
        path.write_bytes(b"garbage")
        reader = Ledger.read(path)
        assert reader is not None
        with reader:
            said = "the ledger is damaged (file is not a database); the next build sets it aside"
            assert (reader.fresh, reader.outputs(), reader.runs()) == (said, {}, ())
        assert names_in(path.parent) == ["ledger.db"]


def test_a_ledger_of_a_later_version_is_set_aside(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO migrations VALUES (99, 'the future', '2030-01-01')")
    reader = Ledger.read(path)
    assert reader is not None
    with reader:
        assert reader.fresh is not None
        assert reader.fresh.endswith("; the next build sets it aside")
    said = opens_anew(path)
    assert said.startswith("the ledger was written by a later version of briefbook (schema 99,")
    assert said.endswith("it was set aside as ledger.db.later-1")


class TestKilling:
    @pytest.fixture
    def writing(self, path: Path) -> Iterator[Callable[[int], subprocess.Popen[str]]]:
        begun: list[subprocess.Popen[str]] = []

        def start(first: int) -> subprocess.Popen[str]:
            begun.append(run_python(WRITER, path, first))
            assert begun[-1].stdout is not None
            assert begun[-1].stdout.readline() == "ready\n"
            return begun[-1]

        yield start
        for process in begun:
            process.kill()
            process.communicate()

    def test_at_any_moment_loses_nothing_that_was_said(
        self, path: Path, writing: Callable[[int], subprocess.Popen[str]]
    ) -> None:
        chance = random.Random(7)
        for turn in range(20):
            process = writing(turn * 10_000)
            time.sleep(chance.random() * 0.08)
            process.send_signal(signal.SIGKILL)
            said = process.communicate(timeout=30)[0].split("\n")[:-1]
            reader = Ledger.read(path)
            assert reader is not None
            with reader, Ledger.open(path) as ledger:
                assert (reader.fresh, ledger.fresh) == (None, None)
                assert reader.outputs() == ledger.outputs()
                self.assert_all_said_is_there(ledger, said)

    def assert_all_said_is_there(self, ledger: Ledger, said: list[str]) -> None:
        if not said:
            return
        step, number, count = said[-1].split()
        outputs, announced = ledger.outputs(), ledger.announcements()
        for part in range(int(count)):
            name = f"output/ru/s{part}/brief.pdf"
            file = digest(number.encode())
            after = digest(str(int(number) + 1).encode())
            recorded = name in outputs and outputs[name].file_digest == file
            if step == "announced":  # it may have been recorded, but not said to be
                assert recorded or file in announced[name]
            else:
                assert recorded or (name in outputs and outputs[name].file_digest == after)

    def test_in_mid_transaction_leaves_the_state_before_it(self, path: Path) -> None:
        filled(path)
        process = run_python(
            "import os, sqlite3, sys\n"
            "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "connection.execute('PRAGMA cache_size = 1')\n"
            "connection.execute('BEGIN IMMEDIATE')\n"
            'connection.execute("UPDATE bases SET basis = randomblob(3000)")\n'
            "connection.execute(\"UPDATE outputs SET file_digest = 'half'\")\n"
            "os.kill(os.getpid(), 9)\n",
            path,
        )
        assert process.wait(timeout=30) == -signal.SIGKILL
        process.communicate()
        assert names_in(path.parent) == ["ledger.db", "ledger.db-journal"]
        before = {file: file.read_bytes() for file in path.parent.iterdir()}
        reader = Ledger.read(path)
        assert reader is not None
        with reader:
            assert reader.fresh is None
            found = reader.outputs()
            assert reader.basis("output/ru/s3/brief.pdf") == BASIS
        assert {file: file.read_bytes() for file in path.parent.iterdir()} == before
        with Ledger.open(path) as ledger:
            assert {str(record) for record in ledger.outputs().values()} == {
                str(record) for record in found.values()
            }
            assert ledger.outputs()["output/ru/s3/brief.pdf"].file_digest == digest(b"file")

    def test_while_the_ledger_is_made_is_no_damage(self, path: Path) -> None:
        path.parent.mkdir()
        process = run_python(
            "import os, sqlite3, sys\n"
            "from briefbook.record.migrations import MIGRATIONS\n"
            "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
            "connection.execute('PRAGMA cache_size = 1')\n"
            "connection.execute('BEGIN IMMEDIATE')\n"
            "connection.execute('CREATE TABLE migrations (a)')\n"
            "[connection.execute(statement) for statement in MIGRATIONS[0].statements]\n"
            "connection.execute('INSERT INTO migrations VALUES (randomblob(90000))')\n"
            "os.kill(os.getpid(), 9)\n",
            path,
        )
        process.communicate(timeout=30)
        assert path.stat().st_size > 0
        assert Ledger.read(path) is None
        assert opens_anew(path) == "the ledger was empty"


def test_readers_and_a_writer_do_not_disturb_each_other(path: Path) -> None:
    filled(path, outputs=8)
    writer = run_python(WRITER, path, 0)
    readers = [
        run_python(
            "import sys\n"
            "from pathlib import Path\n"
            "from briefbook.record.ledger import Ledger\n"
            "for _ in range(15):\n"
            "    with Ledger.read(Path(sys.argv[1])) as ledger:\n"
            "        assert ledger.fresh is None, ledger.fresh\n"
            "        outputs = ledger.outputs()\n"
            "        assert all(f'output/ru/s{n}/brief.pdf' in outputs for n in range(8))\n"
            "print('done')\n",
            path,
        )
        for _ in range(2)
    ]
    try:
        assert [reader.communicate(timeout=60)[0] for reader in readers] == ["done\n"] * 2
        # However briefly the readers leave it room, the writer gets on.
        assert writer.stdout is not None
        recorded = (line for line in writer.stdout if line.startswith("recorded"))
        assert len(list(islice(recorded, 6))) == 6
    finally:
        writer.kill()
        writer.communicate()
    with Ledger.open(path) as ledger:
        assert ledger.fresh is None


class TestADiskThatIsFull:
    def test_is_told_in_plain_words_and_loses_nothing(self, path: Path) -> None:
        filled(path)
        script = (
            "import os, resource, sys\n"
            "from pathlib import Path\n"
            "from briefbook.record.ledger import Ledger\n"
            "from tests.record.samples import PACKED, built\n"
            "with Ledger.open(Path(sys.argv[1])) as ledger:\n"
            "    limit = os.stat(sys.argv[1]).st_size + 8192\n"
            "    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
            "    made = [(built(f'output/{n}'), PACKED) for n in range(2000)]\n"
            "    try: ledger.record_built(made)\n"
            "    except Exception as error: print(type(error).__name__, error, '|', error.hint)\n"
            "    print(len(ledger.outputs()))\n"
        )
        said, count = run_python(script, path).communicate(timeout=60)[0].splitlines()
        assert said.startswith("OutputFolder the ledger cannot be written: the disk is full")
        assert "free some space" in said
        assert count == "41"
        with Ledger.open(path) as ledger:
            assert (ledger.fresh, len(ledger.outputs())) == (None, 41)

    def test_cannot_take_a_new_ledger(self, path: Path) -> None:
        script = (
            "import resource, sys\n"
            "from pathlib import Path\n"
            "from briefbook.record.ledger import Ledger\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
            "try: Ledger.open(Path(sys.argv[1]))\n"
            "except Exception as error: print(type(error).__name__, error)\n"
        )
        said = run_python(script, path).communicate(timeout=60)[0]
        assert said.startswith("OutputFolder the ledger cannot be written: the disk is full")
        assert opens_anew(path) == "the ledger was empty"


class TestAFolderThatMayOnlyBeRead:
    def test_can_be_read_from(self, path: Path) -> None:
        filled(path)
        path.parent.chmod(0o555)
        path.chmod(0o444)
        with open_to_all(path), without_rights():
            reader = Ledger.read(path)
            assert reader is not None
            with reader:
                assert (reader.fresh, len(reader.outputs())) == (None, 41)
        path.parent.chmod(0o755)

    def test_cannot_be_written_and_keeps_its_ledger(self, path: Path) -> None:
        before = filled(path).read_bytes()
        path.parent.chmod(0o555)
        path.chmod(0o444)
        with (
            open_to_all(path),
            without_rights(),
            pytest.raises(OutputFolder, match="the ledger cannot be written: it may only be read"),
        ):
            Ledger.open(path)
        path.parent.chmod(0o755)
        assert path.read_bytes() == before
        assert names_in(path.parent) == ["ledger.db"]

    def test_cannot_be_given_a_ledger(self, path: Path) -> None:
        path.parent.mkdir()
        path.parent.chmod(0o555)
        with (
            open_to_all(path),
            without_rights(),
            pytest.raises(OutputFolder, match="the ledger cannot be written: "),
        ):
            Ledger.open(path)
        path.parent.chmod(0o755)

    def test_with_a_damaged_ledger_keeps_it(self, path: Path) -> None:
        path.parent.mkdir()
        path.write_bytes(b"garbage")
        path.chmod(0o444)
        path.parent.chmod(0o555)
        with open_to_all(path), without_rights(), pytest.raises(OutputFolder, match="permission"):
            Ledger.open(path)
        path.parent.chmod(0o755)
        assert path.read_bytes() == b"garbage"

    def test_a_ledger_of_somebody_else_cannot_be_read(self, path: Path) -> None:
        filled(path)
        path.chmod(0o000)
        with (
            open_to_all(path),
            without_rights(),
            pytest.raises(UnreadableFile, match="the ledger cannot be read"),
        ):
            Ledger.read(path)
        path.chmod(0o644)


def test_another_program_that_holds_the_ledger_is_named_as_the_cause(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(path)
    monkeypatch.setattr("briefbook.record.store.BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutputFolder, match="another program holds it"):
            Ledger.open(path)
        with pytest.raises(UnreadableFile, match="another program holds it"):
            Ledger.read(path)
    with Ledger.open(path) as ledger:
        assert ledger.fresh is None


def test_a_basis_that_was_damaged_is_not_believed(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE bases SET basis = zeroblob(40)")
    with Ledger.open(path) as ledger:
        assert ledger.basis("output/ru/s3/brief.pdf") is None


def test_a_closed_ledger_is_a_mistake_of_its_user(path: Path) -> None:
    ledger = Ledger.open(path)
    ledger.close()
    with pytest.raises(sqlite3.ProgrammingError):
        ledger.announce({PATH: "one"})


def test_a_damaged_history_of_a_run_is_left_out(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE run_outputs SET reason = CAST(x'ff' AS TEXT)")
    with Ledger.open(path) as ledger:
        found = ledger.run(1)
        assert found is not None
        assert (ledger.fresh, found.built, found.outcomes) == (None, 40, ())


def test_a_table_with_another_column_is_no_ledger(path: Path) -> None:
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("ALTER TABLE files RENAME COLUMN state TO ctate")
    assert "its schema is unknown" in opens_anew(path)
