"""The lock: it names the holder, waits, and recognises a lock that was left over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
from conftest import wait_for

from experiments.storage import lock
from experiments.storage.lock import only_one


@pytest.fixture(params=["by the system", "by file"])
def kind(request, monkeypatch):
    """Both kinds of locks."""
    if request.param == "by file":
        monkeypatch.setitem(sys.modules, "fcntl", None)
    return request.param


def test_the_second_batch_waits_and_says_for_whom(kind, tmp_path):
    order, said = [], []

    def second():
        with only_one(tmp_path, said.append):
            order.append("second")

    with only_one(tmp_path, said.append):
        thread = threading.Thread(target=second)
        thread.start()
        wait_for(lambda: said)
        time.sleep(0.5)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    (line,) = said
    assert f"process {os.getpid()} on {socket.gethostname()}, since 20" in line
    assert str(tmp_path) in line


def test_a_released_lock_leaves_no_message(kind, tmp_path):
    said = []
    for _ in range(2):
        with only_one(tmp_path, said.append):
            pass
    assert said == []


def test_the_lock_of_a_killed_holder_is_reported_and_replaced(kind, tmp_path):
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    left = {"process": child.pid, "host": socket.gethostname(), "since": "then"}
    name = ".lock" if kind == "by the system" else ".held"
    (tmp_path / name).write_text(json.dumps(left))
    said = []
    with only_one(tmp_path, said.append):
        pass
    (line,) = said
    assert f"process {child.pid}" in line
    assert "cut off" in line


def test_the_lock_of_another_host_expires(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    path = tmp_path / ".held"
    path.write_text(json.dumps({"process": 1, "host": "elsewhere", "since": "then"}))
    assert not lock._left_over(path)
    long_ago = time.time() - 2 * lock.EXPIRED
    os.utime(path, (long_ago, long_ago))
    said = []
    with only_one(tmp_path, said.append):
        pass
    assert "elsewhere" in said[0]


def test_a_holder_updates_its_lock_file(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setattr(lock, "REFRESH", 0.05)
    with only_one(tmp_path, print):
        path = tmp_path / ".held"
        os.utime(path, (0, 0))
        wait_for(lambda: path.stat().st_mtime > 0, 10)
