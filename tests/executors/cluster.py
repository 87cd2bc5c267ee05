"""A Dask cluster of real processes on this machine, for the tests of the executor dask."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS = 30  # the longest wait for a process to be up


class Cluster:
    """A scheduler on a free port of the loopback, and the workers started for it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self.started = 0
        told = folder / "scheduler.json"
        self.scheduler = self.start(
            "scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={told}", "--no-show"
        )
        self.wait_for(told, "address")
        self.address: str = json.loads(told.read_text())["address"]

    def worker(
        self, name: str, environment: dict[str, str] | None = None, *more: str
    ) -> subprocess.Popen[bytes]:
        """Start a worker; it may take a second to join."""
        arguments = [
            self.address,
            f"--name={name}",
            "--host=127.0.0.1",
            "--nthreads=1",
            "--memory-limit=0",
            "--no-dashboard",
            f"--local-directory={self.folder}",
        ]
        return self.start("worker", *arguments, *(more or ["--no-nanny"]), environment=environment)

    def wait_for_worker(self) -> None:
        """Wait until the worker started last has joined."""
        self.wait_for(self.folder / f"worker-{self.started - 1}.log", "Registered to")

    def start(
        self, command: str, *arguments: str, environment: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        with (self.folder / f"{command}-{self.started}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", command, *arguments],
                env={**os.environ, "PYTHONPATH": paths, **(environment or {})},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        self.started += 1
        return process

    def wait_for(self, file: Path, word: str) -> None:
        limit = time.monotonic() + SECONDS
        while not (file.exists() and word in file.read_text()):
            assert time.monotonic() < limit, self.logs()
            time.sleep(0.02)

    def logs(self) -> str:
        return "\n".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    def stop(self, *processes: subprocess.Popen[bytes]) -> None:
        """End processes, all of them if none is named; those that are gone too."""
        wanted = processes or tuple(reversed(self.processes))
        for process in wanted:
            process.send_signal(signal.SIGKILL)
        for process in wanted:
            process.wait()
            self.processes.remove(process)
