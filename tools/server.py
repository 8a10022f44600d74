"""A real Odoo process to act upon: for journeys, tours, faults and the demo.

``with OdooServer(database, workers=2) as server: …server.url…`` starts Odoo with
its crons on free ports and waits until it answers. The process gets a process
group of its own, so that all of its workers end with it and nothing else does.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from . import log
from .databases import Database
from .progress import Failure

READY_SECONDS = 60
PATIENCE_SECONDS = (1.5, 20)
"""How long it may take to end when it is asked once, and when it is asked again: a
worker that misses the first signal sleeps for four seconds."""
POLL_SECONDS = 0.1
STEP = "Odoo server"
# By default glibc keeps ever larger blocks for itself once it has freed one of that
# size. Fixed thresholds give a great document's memory back when it is done with:
# after all of data/hostile a server has grown by 72 MB instead of 199 (measured).
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "131072"}
REMEDY = "the log lines above say why; run it again once that is mended"


class OdooServer:
    """One Odoo on one database.

    `workers` 0 is the threaded server, 1 and more the one that forks; `environment`
    adds variables (AMAZON_PUNCHIN_INSECURE_HOSTS, …), `options` lines of odoo.conf;
    `port` is a free one unless given. The folder of log and configuration goes with
    `stop()`, unless `folder` names one to keep.
    """

    def __init__(
        self,
        database: Database,
        *,
        workers: int = 0,
        environment: Mapping[str, str] | None = None,
        port: int | None = None,
        folder: Path | None = None,
        **options: object,
    ) -> None:
        self.database = database
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.gevent_port = free_port()
        self._own_folder = folder is None
        self._folder = Path(folder or tempfile.mkdtemp(prefix="amazon_punchin-"))
        self._folder.mkdir(parents=True, exist_ok=True)
        self.log_path = self._folder / "odoo.log"
        self._environment = {
            **database.machine.environment,
            **MALLOC,
            **(environment or {}),
        }
        self._configuration = database.write_configuration(
            self._folder / "odoo.conf",
            **{
                "admin_passwd": secrets.token_urlsafe(),
                "gevent_port": self.gevent_port,
                "http_port": self.port,
                "max_cron_threads": 2,
                "workers": workers,
                **options,
            },
        )
        self._process: subprocess.Popen | None = None

    def __enter__(self) -> "OdooServer":
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """The main process; raises when the server does not run."""
        if self._process is None:
            raise RuntimeError("the server does not run")
        return self._process.pid

    def start(self) -> "OdooServer":
        """Start it and wait until it answers. Raises Failure with its log's end."""
        machine = self.database.machine
        self.database.data_dir.mkdir(parents=True, exist_ok=True)
        words = [machine.python, machine.source.launcher, "server"]
        with self.log_path.open("a") as output:
            self._process = subprocess.Popen(
                [*words, "-c", self._configuration],
                cwd=self._folder,
                env=self._environment,
                start_new_session=True,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                stdout=output,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL to the process and its workers."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def restart(self) -> "OdooServer":
        """End it in order if it runs, and start it on the same ports and log."""
        self._terminate()
        return self.start()

    def stop(self) -> None:
        """End it in order; whatever does not end by itself is killed."""
        self._terminate()
        if self._own_folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def log_text(self) -> str:
        """Everything it logged so far, over all restarts."""
        return self.log_path.read_text(errors="replace")

    def complaints(self) -> list[log.Line]:
        """What the log holds of WARNING and above, without core's known noise."""
        return log.complaints(self.log_text())

    def _terminate(self) -> None:
        if self._process is not None:
            for seconds in PATIENCE_SECONDS:
                self._process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(seconds)
                    break
            self.kill()

    def _wait_until_ready(self) -> None:
        """The login page needs the registry, so it tells more than a health check."""
        process = self._process
        until = time.monotonic() + READY_SECONDS
        while not self._answers():
            if process.poll() is not None:
                self._give_up(f"it ended with exit code {process.returncode}")
            if time.monotonic() > until:
                self._give_up(f"no answer from {self.url} within {READY_SECONDS} s")
            time.sleep(POLL_SECONDS)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=30) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            self._give_up(f"its login page answers {error.code}")
        except OSError:
            return False

    def _give_up(self, cause: str) -> None:
        lines = "\n".join(self.log_text().splitlines()[-15:])
        raise Failure(STEP, f"{cause}\n{lines}", REMEDY)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
