"""A house prepared once, copied for each test; nothing of it outlives its test."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runtime.house import House, processes_of
from tongban.config.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a first run leaves it."""
    data = tmp_path_factory.mktemp("prepared") / "var"
    house = House(data).start()
    try:
        house.await_ready()
    finally:
        assert house.stop() == 0, house.told()
    return data


@pytest.fixture
def house(prepared: Path, tmp_path: Path) -> Iterator[House]:
    """A house that was run before, stopped now."""
    shutil.copytree(prepared, tmp_path / "var")
    house = House(tmp_path / "var")
    yield house
    house.end()
    _end(tmp_path)


@pytest.fixture(scope="session")
def running(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house that is up, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("running")
    shutil.copytree(prepared, folder / "var")
    house = House(folder / "var").start()
    yield house.await_ready()
    house.end()
    _end(folder)


@pytest.fixture(scope="session")
def prepared_cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database folder as a first start leaves it."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("cluster") / "postgres", durable=False)
    server.start()
    server.stop()
    return server.folder


@pytest.fixture
def cluster(prepared_cluster: Path, tmp_path: Path, postgres: Callable[..., EmbeddedPostgres]) -> EmbeddedPostgres:
    """A server that was started before, stopped now."""
    shutil.copytree(prepared_cluster, tmp_path / "postgres")
    return postgres()


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Makes servers on the same folder; the last one is stopped at the end."""
    made: list[EmbeddedPostgres] = []

    def make(folder: Path = tmp_path / "postgres") -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(folder, durable=False))
        return made[-1]

    yield make
    for server in made:
        server.stop()
    _end(tmp_path)


def _end(folder: Path) -> None:
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)
