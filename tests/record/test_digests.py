"""A file is read only if it may have changed, and always if it has."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from briefbook.record.digests import GRAIN_NS, FileDigests, FileRecord, FileState, digest

SECOND = 1_000_000_000
NAME = "data/rivers.yaml"


class Clock:
    """A clock that a test sets; it begins well after the file was written."""

    def __init__(self, path: Path) -> None:
        self.now_ns = path.stat().st_ctime_ns + 10 * SECOND

    def __call__(self) -> int:
        return self.now_ns


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "rivers.yaml"
    path.write_text("oka: 1498\n")
    return path


def known(file: Path, clock: Callable[[], int]) -> dict[str, FileRecord]:
    digests = FileDigests({}, now_ns=clock)
    digests.digest(NAME, file)
    return digests.learned()


def reads(entries: dict[str, FileRecord], file: Path, clock: Callable[[], int]) -> bool:
    """Tell whether the file is read; the digest must be right either way."""
    digests = FileDigests(entries, now_ns=clock)
    assert digests.digest(NAME, file) == hashlib.sha256(file.read_bytes()).hexdigest()
    return NAME in digests.learned()


def test_a_digest_is_sha_256() -> None:
    assert digest(b"abc").startswith("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f2")


class TestAnUnchangedFile:
    def test_is_not_read(self, file: Path) -> None:
        clock = Clock(file)
        assert not reads(known(file, clock), file, clock)

    def test_that_cannot_be_opened_any_more_still_has_its_digest(self, file: Path) -> None:
        clock = Clock(file)
        state = FileState.of(file.stat())
        entries = {NAME: FileRecord(state, "remembered", clock.now_ns)}
        assert FileDigests(entries, now_ns=clock).digest(NAME, file) == "remembered"

    def test_is_read_if_it_was_young_when_recorded(self, file: Path) -> None:
        clock = Clock(file)
        clock.now_ns = file.stat().st_ctime_ns + GRAIN_NS - 1
        entries = known(file, clock)
        clock.now_ns += 60 * SECOND
        assert reads(entries, file, clock)

    def test_is_not_read_again_once_it_was_read_when_old(self, file: Path) -> None:
        clock = Clock(file)
        clock.now_ns = file.stat().st_ctime_ns
        digests = FileDigests(known(file, clock), now_ns=clock)
        clock.now_ns += 60 * SECOND
        digests.digest(NAME, file)
        assert not reads(digests.learned(), file, clock)

    def test_from_the_future_is_read(self, file: Path) -> None:
        clock = Clock(file)
        ahead = clock.now_ns + 3600 * SECOND
        os.utime(file, ns=(ahead, ahead))
        assert reads(known(file, clock), file, clock)

    def test_is_read_while_the_clock_stands_before_the_entry(self, file: Path) -> None:
        clock = Clock(file)
        entries = known(file, clock)
        clock.now_ns -= 3 * SECOND
        assert reads(entries, file, clock)


class TestAChangedFile:
    def test_of_another_size_is_read(self, file: Path) -> None:
        clock = Clock(file)
        entries = known(file, clock)
        file.write_text("oka: 1498.5\n")
        assert reads(entries, file, clock)

    def test_of_the_same_size_and_forged_time_is_read(self, file: Path) -> None:
        clock = Clock(file)
        entries = known(file, clock)
        before = file.stat()
        file.write_text("oka: 1499\n")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert file.stat().st_mtime_ns == before.st_mtime_ns
        assert reads(entries, file, clock)

    def test_replaced_by_one_of_the_same_size_and_time_is_read(self, file: Path) -> None:
        clock = Clock(file)
        entries = known(file, clock)
        before = file.stat()
        other = file.with_name("other")
        other.write_text("oka: 1499\n")
        os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
        other.replace(file)
        assert reads(entries, file, clock)

    def test_changed_in_the_tick_in_which_it_was_recorded_is_read(self, file: Path) -> None:
        # As if the clock stood still: the state is the very same, only the text is not.
        clock = Clock(file)
        clock.now_ns = file.stat().st_ctime_ns
        (entry,) = known(file, clock).values()
        file.write_text("oka: 1499\n")
        entries = {NAME: FileRecord(FileState.of(file.stat()), entry.digest, entry.recorded_ns)}
        clock.now_ns += 60 * SECOND
        assert reads(entries, file, clock)

    def test_with_the_real_clock_is_always_noticed(self, file: Path) -> None:
        entries: dict[str, FileRecord] = {}
        for length in range(1000, 1100):
            file.write_text(f"oka: {length}\n")
            digests = FileDigests(entries)
            assert digests.digest(NAME, file) == digest(f"oka: {length}\n".encode())
            entries = digests.learned()

    def test_that_is_gone_is_an_error(self, file: Path) -> None:
        clock = Clock(file)
        digests = FileDigests(known(file, clock), now_ns=clock)
        file.unlink()
        with pytest.raises(FileNotFoundError):
            digests.digest(NAME, file)


class TestReading:
    def test_gives_the_bytes_and_their_digest(self, file: Path) -> None:
        assert FileDigests({}).read(NAME, file) == (b"oka: 1498\n", digest(b"oka: 1498\n"))

    def test_a_file_that_changes_meanwhile_remembers_nothing(self, file: Path) -> None:
        class Growing(type(file)):  # type: ignore[misc]  # the class of paths of this system
            def open(self, *arguments, **options):
                opened = super().open(*arguments, **options)
                original = opened.read

                class Reader:
                    fileno = staticmethod(opened.fileno)

                    def __enter__(self):
                        return self

                    def __exit__(self, *details):
                        opened.close()

                    def read(self):
                        data = original()
                        with file.open("ab") as writer:
                            writer.write(b"don: 1870\n")
                        return data

                return Reader()

        digests = FileDigests({})
        assert digests.read(NAME, Growing(file))[0] == b"oka: 1498\n"
        assert digests.learned() == {}


class TestAdopting:
    def test_a_file_just_written_needs_no_reading_to_be_remembered(self, file: Path) -> None:
        clock = Clock(file)
        digests = FileDigests({}, now_ns=clock)
        digests.adopt(NAME, file, "given")
        assert digests.digest(NAME, file) == "given"

    def test_a_young_file_is_read_once_more_later(self, file: Path) -> None:
        clock = Clock(file)
        clock.now_ns = file.stat().st_ctime_ns
        digests = FileDigests({}, now_ns=clock)
        digests.adopt(NAME, file, "given")
        clock.now_ns += 60 * SECOND
        assert digests.digest(NAME, file) == digest(b"oka: 1498\n")
