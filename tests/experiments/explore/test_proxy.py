"""The page behind a real reverse proxy, under a path."""

from __future__ import annotations

import shutil
import socket
import subprocess
from urllib.request import urlopen

import pytest
from explore_help import wait_until

CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /hub/city/ {{ proxy_pass {served}/; }}
  }}
}}
"""


@pytest.fixture
def proxied(served, tmp_path):
    """Address of the page behind nginx, which takes the path away."""
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    path = tmp_path / "nginx.conf"
    path.write_text(CONFIGURATION.format(folder=tmp_path, port=port, served=served))
    with subprocess.Popen([program, "-c", str(path), "-e", f"{tmp_path}/error.log"]) as process:
        try:

            def answers() -> bool:
                try:
                    return urlopen(f"http://127.0.0.1:{port}/hub/city/").status == 200
                except OSError:
                    return False

            wait_until(answers, 30)
            yield f"http://127.0.0.1:{port}/hub/city"
        finally:
            process.terminate()


def test_the_page_works_behind_a_proxy(proxied, tab):
    page, asked = tab(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{proxied}/?case=training&city.citizens=500")
    page.wait_for_selector("body[data-state=done]")
    assert page.mistakes == []
    assert all(url.startswith(proxied) for url in asked if not url.startswith(("data:", "blob:")))
    page.click("#share")
    page.wait_for_selector("#said:has-text('copied')")
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link == f"{proxied}/?case=training&city.citizens=500"
