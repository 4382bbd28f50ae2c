"""A served page."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import experiments

sys.path.append(str(Path(__file__).parent))

from explore_help import SESSIONS, Stream

ROOT = Path(experiments.__path__[0]).parent


@pytest.fixture(scope="session")
def served():
    """Address of a page served by another process, with workers that are ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "experiments.command_line", "explore", "--port", str(port)]
    command += ["--sessions", str(SESSIONS), "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline()
        assert f"http://127.0.0.1:{port}/" in line, line + process.stderr.read()
        address = f"http://127.0.0.1:{port}"
        with closing(Stream(address, "city.citizens=500")) as stream:
            stream.until("answer")
        yield address
    finally:
        process.terminate()
        process.communicate()
