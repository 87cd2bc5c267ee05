"""A file is replaced whole or not at all, and one build at a time holds the book."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefbook.disk import Disk
from briefbook.errors import OutputFolder, PublishFailed
from briefbook.events import Holder
from briefbook.publish import Batch, BuildLock, prepare_folder, publish, remove_leftovers

SOURCE = Path(__file__).parents[1] / "src"
NOBODY = 65534


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run_python(script: str, *arguments: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, text=True, stdout=subprocess.PIPE)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


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


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a small file system of its own, where the system permits it."""
    folder = tmp_path / "mounted"
    folder.mkdir()

    def mount(options: str) -> Path:
        mount_command = shutil.which("mount")
        if os.geteuid() != 0 or mount_command is None:
            pytest.skip("only root may mount a file system")
        command = [mount_command, "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        if subprocess.run(command, check=False, capture_output=True).returncode:
            pytest.skip("mounting is not permitted here")
        return folder

    yield mount
    while os.path.ismount(folder):
        subprocess.run(["umount", str(folder)], check=True)


class TestPublish:
    def test_a_new_file_is_written_with_its_folders(self, tmp_path: Path) -> None:
        publish(b"new", tmp_path / "ru" / "unodc" / "brief.pdf")
        assert contents(tmp_path) == {"ru/unodc/brief.pdf": b"new"}

    def test_an_old_file_is_replaced(self, tmp_path: Path) -> None:
        target = tmp_path / "brief.pdf"
        target.write_bytes(b"old and longer")
        publish(b"new", target)
        assert contents(tmp_path) == {"brief.pdf": b"new"}

    def test_no_bytes_and_many_bytes_are_written(self, tmp_path: Path) -> None:
        many = os.urandom(3_000_001)
        publish(b"", tmp_path / "empty")
        publish(many, tmp_path / "many")
        assert contents(tmp_path) == {"empty": b"", "many": many}

    @pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
    def test_the_mode_follows_the_umask(self, tmp_path: Path, mask: int, mode: int) -> None:
        with umask(mask):
            publish(b"x", tmp_path / "brief.pdf")
        assert stat.S_IMODE((tmp_path / "brief.pdf").stat().st_mode) == mode

    def test_who_has_the_old_file_open_goes_on_reading_it(self, tmp_path: Path) -> None:
        target = tmp_path / "brief.pdf"
        target.write_bytes(b"old")
        with target.open("rb") as reader:
            publish(b"new", target)
            assert reader.read() == b"old"

    def test_a_link_is_replaced_and_its_file_left_alone(self, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        elsewhere.write_bytes(b"kept")
        target = tmp_path / "brief.pdf"
        target.symlink_to(elsewhere)
        publish(b"new", target)
        assert not target.is_symlink()
        assert contents(tmp_path) == {"elsewhere": b"kept", "brief.pdf": b"new"}

    def test_names_in_any_script_are_written(self, tmp_path: Path) -> None:
        publish(b"x", tmp_path / "управление — 2" / "справка.pdf")
        assert list(contents(tmp_path)) == ["управление — 2/справка.pdf"]

    def test_a_folder_in_the_place_of_the_file_is_left_alone(self, tmp_path: Path) -> None:
        target = tmp_path / "brief.pdf"
        target.mkdir()
        (target / "note").write_bytes(b"kept")
        with pytest.raises(
            PublishFailed, match=r"brief\.pdf could not be written: a folder"
        ) as caught:
            publish(b"new", target)
        assert caught.value.hint
        assert contents(tmp_path) == {"brief.pdf/note": b"kept"}

    @pytest.mark.parametrize("below", ["brief.pdf", "unodc/brief.pdf"])
    def test_a_file_in_the_place_of_a_folder_is_left_alone(
        self, tmp_path: Path, below: str
    ) -> None:
        (tmp_path / "ru").write_bytes(b"kept")
        with pytest.raises(PublishFailed, match="a file stands where a folder must be"):
            publish(b"new", tmp_path / "ru" / below)
        assert contents(tmp_path) == {"ru": b"kept"}

    def test_a_name_that_is_too_long_leaves_no_folder_behind(self, tmp_path: Path) -> None:
        with pytest.raises(PublishFailed, match="its name is too long"):
            publish(b"new", tmp_path / "ru" / "unodc" / ("x" * 300))
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("name", ["a\0b", "\ud800"])
    def test_a_name_that_no_file_can_have_is_refused(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(PublishFailed, match="cannot be the name of a file"):
            publish(b"new", tmp_path / name)

    def test_a_path_with_a_step_upwards_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PublishFailed, match="outside the folder of the outputs"):
            publish(b"new", tmp_path / "output" / ".." / "data" / "x.yaml")
        assert list(tmp_path.iterdir()) == []

    def test_a_target_outside_the_given_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(PublishFailed, match="outside the folder of the outputs"):
            publish(b"new", tmp_path / "data" / "x", inside=tmp_path / "output")

    def test_a_linked_folder_that_leads_outside_is_refused(self, tmp_path: Path) -> None:
        output, data = tmp_path / "output", tmp_path / "data"
        output.mkdir()
        data.mkdir()
        (output / "ru").symlink_to(data)
        with pytest.raises(PublishFailed, match="outside the folder of the outputs"):
            publish(b"new", output / "ru" / "brief.pdf", inside=output)
        assert contents(data) == {}

    def test_links_in_a_circle_are_refused(self, tmp_path: Path) -> None:
        (tmp_path / "ru").symlink_to(tmp_path / "ru")
        with pytest.raises(PublishFailed):
            publish(b"new", tmp_path / "ru" / "brief.pdf", inside=tmp_path)

    def test_an_output_folder_that_is_itself_a_link_is_followed(self, tmp_path: Path) -> None:
        (tmp_path / "disk").mkdir()
        (tmp_path / "output").symlink_to(tmp_path / "disk")
        publish(b"new", tmp_path / "output" / "ru" / "x", inside=tmp_path / "output")
        assert contents(tmp_path / "disk") == {"ru/x": b"new"}

    def test_without_permission_the_old_file_stays(self, tmp_path: Path) -> None:
        target = tmp_path / "brief.pdf"
        target.write_bytes(b"old")
        tmp_path.chmod(0o555)
        try:
            with without_rights(), pytest.raises(PublishFailed, match="permission is denied"):
                publish(b"new", target)
        finally:
            tmp_path.chmod(0o755)
        assert contents(tmp_path) == {"brief.pdf": b"old"}

    def test_a_full_disk_leaves_the_old_file(self, mounted: Callable[[str], Path]) -> None:
        folder = mounted("size=64k")
        publish(b"old", folder / "brief.pdf")
        with pytest.raises(PublishFailed, match="the disk is full") as caught:
            publish(b"x" * 100_000, folder / "brief.pdf")
        assert "free some space" in caught.value.hint
        assert contents(folder) == {"brief.pdf": b"old"}

    def test_a_read_only_disk_leaves_the_old_file(self, mounted: Callable[[str], Path]) -> None:
        folder = mounted("size=64k")
        publish(b"old", folder / "brief.pdf")
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(PublishFailed, match="the disk is read-only"):
            publish(b"new", folder / "brief.pdf")
        assert contents(folder) == {"brief.pdf": b"old"}

    def test_a_limit_on_the_size_of_files_leaves_the_old_file(self, tmp_path: Path) -> None:
        target = tmp_path / "brief.pdf"
        target.write_bytes(b"old")
        script = (
            "import resource, sys; from pathlib import Path\n"
            "from briefbook.publish import publish\n"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))\n"
            "try: publish(b'x' * 100_000, Path(sys.argv[1]))\n"
            "except Exception as error: print(type(error).__name__, error)\n"
        )
        said = run_python(script, target).communicate(timeout=60)[0]
        assert said.startswith("PublishFailed brief.pdf could not be written: it is larger than")
        assert contents(tmp_path) == {"brief.pdf": b"old"}

    def test_an_interruption_leaves_the_old_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(descriptor: int) -> None:
            raise KeyboardInterrupt

        (tmp_path / "brief.pdf").write_bytes(b"old")
        monkeypatch.setattr("os.fsync", interrupted)
        with pytest.raises(KeyboardInterrupt):
            publish(b"new", tmp_path / "brief.pdf")
        assert contents(tmp_path) == {"brief.pdf": b"old"}

    @pytest.mark.parametrize(
        ("number", "fails"), [(22, False), (95, False), (5, True)], ids=["EINVAL", "ENOTSUP", "EIO"]
    )
    def test_only_a_folder_that_could_be_confirmed_must_be(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, fails: bool
    ) -> None:
        real = os.fsync

        def sync(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(number, "no")
            real(descriptor)

        monkeypatch.setattr("os.fsync", sync)
        if fails:
            with pytest.raises(PublishFailed, match="was written but the disk did not confirm"):
                publish(b"new", tmp_path / "brief.pdf")
        else:
            publish(b"new", tmp_path / "brief.pdf")
        assert contents(tmp_path) == {"brief.pdf": b"new"}


class TestSeveralTogether:
    def test_one_that_fails_leaves_the_others(self, tmp_path: Path) -> None:
        good, bad = tmp_path / "ru" / "brief.pdf", tmp_path / "en" / "brief.pdf"
        bad.mkdir(parents=True)
        (bad / "note").write_bytes(b"kept")
        with Disk() as disk, Batch(tmp_path, disk) as batch:
            for target in (good, bad):
                batch.write(b"new", target)
            assert batch.force([good, bad]) == {}
            batch.replace(good)
            with pytest.raises(PublishFailed, match="a folder stands in its place"):
                batch.replace(bad)
            assert batch.confirm() == {}
        assert contents(tmp_path) == {"ru/brief.pdf": b"new", "en/brief.pdf/note": b"kept"}

    def test_what_is_not_replaced_leaves_nothing(self, tmp_path: Path) -> None:
        with Disk() as disk, Batch(tmp_path, disk) as batch:
            batch.write(b"new", tmp_path / "ru" / "brief.pdf")
            batch.write(b"new", tmp_path / "brief.pdf")
            batch.force([tmp_path / "ru" / "brief.pdf", tmp_path / "brief.pdf"])
        assert list(tmp_path.iterdir()) == []

    def test_each_folder_is_forced_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.fsync
        folders: list[int] = []

        def sync(descriptor: int) -> None:
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                folders.append(os.fstat(descriptor).st_ino)
            real(descriptor)

        monkeypatch.setattr("os.fsync", sync)
        targets = [tmp_path / "ru" / f"{number}.pdf" for number in range(5)]
        with Disk() as disk, Batch(tmp_path, disk) as batch:
            for target in targets:
                batch.write(b"new", target)
            batch.force(targets)
            for target in targets:
                batch.replace(target)
            batch.confirm()
        assert sorted(folders) == sorted(path.stat().st_ino for path in (tmp_path, tmp_path / "ru"))


class TestPrepareFolder:
    def test_the_folders_are_made(self, tmp_path: Path) -> None:
        prepare_folder(tmp_path / "new" / "output")
        assert (tmp_path / "new" / "output" / ".briefbook").is_dir()

    def test_nothing_that_is_there_changes(self, tmp_path: Path) -> None:
        (tmp_path / ".briefbook").mkdir()
        (tmp_path / "brief.pdf").write_bytes(b"old")
        prepare_folder(tmp_path)
        assert contents(tmp_path) == {"brief.pdf": b"old"}

    def test_a_file_in_its_place_is_refused(self, tmp_path: Path) -> None:
        output = tmp_path / "output"
        output.write_bytes(b"kept")
        with pytest.raises(OutputFolder, match="the folder output cannot be written") as caught:
            prepare_folder(output)
        assert caught.value.hint
        assert output.read_bytes() == b"kept"

    def test_a_folder_without_permission_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / ".briefbook").mkdir()
        tmp_path.chmod(0o555)
        try:
            with without_rights(), pytest.raises(OutputFolder, match="permission is denied"):
                prepare_folder(tmp_path)
        finally:
            tmp_path.chmod(0o755)

    def test_a_read_only_disk_is_refused(self, mounted: Callable[[str], Path]) -> None:
        folder = mounted("size=64k,ro")
        with pytest.raises(OutputFolder, match="read-only"):
            prepare_folder(folder)


class TestLeftovers:
    def test_only_temporary_files_of_dead_runs_are_removed(self, tmp_path: Path) -> None:
        kept = [
            "brief.pdf",
            ".hidden",
            "x.part",
            ".mine.part",
            ".a.0123456g.part",
            ".12345678.part",
        ]
        for name in (*kept, ".brief.pdf.0123abcd.part"):
            (tmp_path / name).write_bytes(b"x")
        assert remove_leftovers(tmp_path) == (tmp_path / ".brief.pdf.0123abcd.part",)
        assert sorted(contents(tmp_path)) == sorted(kept)

    def test_they_are_found_in_every_folder(self, tmp_path: Path) -> None:
        deep = tmp_path / "ru" / "unodc"
        deep.mkdir(parents=True)
        (deep / ".memo.docx.00000000.part").write_bytes(b"half")
        remove_leftovers(tmp_path)
        assert contents(tmp_path) == {}

    def test_a_folder_that_is_not_there_has_none(self, tmp_path: Path) -> None:
        assert remove_leftovers(tmp_path / "output") == ()

    def test_a_killed_writer_leaves_only_what_is_removed(self, tmp_path: Path) -> None:
        script = (
            "import os, signal, sys; from pathlib import Path\n"
            "from briefbook.publish import publish\n"
            "os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)\n"
            "publish(b'new', Path(sys.argv[1]))\n"
        )
        (tmp_path / "brief.pdf").write_bytes(b"old")
        run_python(script, tmp_path / "brief.pdf").communicate(timeout=60)
        assert len(contents(tmp_path)) == 2
        remove_leftovers(tmp_path)
        assert contents(tmp_path) == {"brief.pdf": b"old"}


HOLD = """
import sys, time
from pathlib import Path
from briefbook.publish import BuildLock
with BuildLock(Path(sys.argv[1])).acquire(lambda holder: None):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""

COUNT = """
import sys, time
from pathlib import Path
from briefbook.publish import BuildLock
tally = Path(sys.argv[2])
for _ in range(10):
    with BuildLock(Path(sys.argv[1])).acquire(lambda holder: None):
        number = int(tally.read_text())
        time.sleep(0.002)
        tally.write_text(str(number + 1))
"""


@contextmanager
def held_by_another(lock: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    process = run_python(HOLD, lock, seconds)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


class TestBuildLock:
    def test_a_free_lock_is_taken_without_a_word(self, tmp_path: Path) -> None:
        waits: list[Holder] = []
        with BuildLock(tmp_path / "lock").acquire(waits.append):
            pass
        assert waits == []

    def test_the_holder_leaves_a_note_until_it_lets_go(self, tmp_path: Path) -> None:
        lock = BuildLock(tmp_path / "lock").acquire(lambda holder: None)
        note = json.loads((tmp_path / "lock.json").read_text())
        assert note["pid"] == os.getpid()
        assert datetime.now(UTC) - datetime.fromisoformat(note["since"]) < timedelta(minutes=1)
        lock.release()
        assert not (tmp_path / "lock.json").exists()

    def test_letting_go_twice_does_no_harm(self, tmp_path: Path) -> None:
        lock = BuildLock(tmp_path / "lock").acquire(lambda holder: None)
        lock.release()
        with BuildLock(tmp_path / "lock").acquire(lambda holder: None):
            lock.release()
            assert (tmp_path / "lock.json").exists()
        lock.acquire(lambda holder: None).release()

    def test_the_second_build_waits_and_tells_once_for_whom(self, tmp_path: Path) -> None:
        waits: list[Holder] = []
        with held_by_another(tmp_path / "lock", 1) as other:
            BuildLock(tmp_path / "lock").acquire(waits.append).release()
            assert other.wait(timeout=60) == 0
        (holder,) = waits
        assert holder.pid == other.pid
        assert holder.since is not None
        assert holder.since.utcoffset() == timedelta(0)
        assert holder.command.startswith("-c ")

    def test_a_killed_holder_lets_go(self, tmp_path: Path) -> None:
        waits: list[Holder] = []
        with held_by_another(tmp_path / "lock", 600) as other:

            def kill(holder: Holder) -> None:
                waits.append(holder)
                other.kill()

            BuildLock(tmp_path / "lock").acquire(kill).release()
        assert [holder.pid for holder in waits] == [other.pid]

    def test_the_note_of_a_dead_holder_is_not_believed(self, tmp_path: Path) -> None:
        with held_by_another(tmp_path / "lock", 600) as dead:
            dead.kill()
            dead.wait()
            assert (tmp_path / "lock.json").exists()
        waits: list[Holder] = []
        BuildLock(tmp_path / "lock").acquire(waits.append).release()
        assert waits == []

    @pytest.mark.parametrize(
        "note",
        [
            "",
            "{}",
            "[]",
            '{"pid": "x", "since": "", "command": ""}',
            json.dumps(
                {"pid": 1, "since": "2026-01-01T00:00:00+00:00", "command": "x", "process": "0"}
            ),
        ],
        ids=["empty", "nothing", "a list", "wrong", "another process of the number"],
    )
    def test_a_holder_that_left_no_true_note_is_unknown(self, tmp_path: Path, note: str) -> None:
        waits: list[Holder] = []
        with held_by_another(tmp_path / "lock", 600) as other:

            def kill(holder: Holder) -> None:
                waits.append(holder)
                other.kill()

            (tmp_path / "lock.json").write_text(note)
            BuildLock(tmp_path / "lock").acquire(kill).release()
        assert waits == [Holder()]

    def test_a_holder_that_ends_before_it_is_known_is_not_told_of(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        waits: list[Holder] = []
        with held_by_another(tmp_path / "lock", 600) as other:

            def kill(seconds: float) -> None:
                other.kill()
                other.wait()

            (tmp_path / "lock.json").unlink()
            monkeypatch.setattr("briefbook.publish.time.sleep", kill)
            BuildLock(tmp_path / "lock").acquire(waits.append).release()
        assert waits == []

    def test_two_processes_never_hold_it_together(self, tmp_path: Path) -> None:
        tally = tmp_path / "tally"
        tally.write_text("0")
        racers = [run_python(COUNT, tmp_path / "lock", tally) for _ in range(2)]
        assert [racer.wait(timeout=60) for racer in racers] == [0, 0]
        for racer in racers:
            racer.communicate()
        assert tally.read_text() == "20"

    def test_a_lock_that_cannot_be_written_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "lock").mkdir()
        with pytest.raises(OutputFolder, match="the lock of the book cannot be taken") as caught:
            BuildLock(tmp_path / "lock").acquire(lambda holder: None)
        assert caught.value.hint
