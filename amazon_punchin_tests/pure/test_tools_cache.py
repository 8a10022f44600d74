"""The cache is shared by checkouts and by runs at the same time."""

import multiprocessing
import os
import time

import pytest

from tools import cache


@pytest.fixture(autouse=True)
def private_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def test_folder_follows_xdg(tmp_path):
    assert cache.folder() == tmp_path / "amazon_punchin"
    assert cache.folder().is_dir()


def test_key_is_stable_and_reads_files(tmp_path):
    file = tmp_path / "requirements.txt"
    file.write_text("lxml")
    assert cache.key(["lxml"]) == cache.key([file]) == cache.key([b"lxml"])
    file.write_text("lxml\n")
    assert cache.key(["lxml"]) != cache.key([file])


def test_key_knows_where_a_part_ends():
    assert cache.key(["ab", "c"]) != cache.key(["a", "bc"])
    assert cache.key(["ab"]) != cache.key(["ab", ""])


def test_make_once_makes_once(tmp_path):
    made = []

    def make(path):
        made.append(path)
        (path / "file").touch()

    for _ in range(2):
        assert (cache.make_once(tmp_path / "thing", make) / "file").exists()
    assert len(made) == 1


def test_what_was_interrupted_does_not_look_finished(tmp_path):
    def make(path):
        (path / "half").touch()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.make_once(tmp_path / "thing", make)
    assert [path.name for path in tmp_path.glob("*thing*")] == []


def _work(journal):
    with cache.lock("work"), open(journal, "a") as handle:
        handle.write("in\n")
        handle.flush()
        time.sleep(0.05)
        handle.write("out\n")


def test_one_at_a_time(tmp_path):
    journal = tmp_path / "journal"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_work, args=(journal,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert journal.read_text().split() == ["in", "out"] * 3
    assert os.listdir(cache.folder()) == ["work.lock"]
