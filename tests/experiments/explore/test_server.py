"""The server of the page: fixed addresses, strict headers, refusals with messages."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from experiments.explore import server
from experiments.explore.scheduler import Scheduler, Session
from experiments.explore.server import FILES, LONGEST, Address, application
from scenarios import load, names

HOSTS = ["127.0.0.1", "localhost"]


@pytest.fixture(scope="module")
def scheduler():
    """A scheduler without workers: nothing here runs a city."""
    return Scheduler(1, 2)


@pytest.fixture(scope="module")
def client(scheduler):
    return TestClient(application(scheduler, hosts=HOSTS), base_url="http://127.0.0.1")


def events(answer):
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", answer.text)
    return [(kind, json.loads(data)) for kind, data in found]


@pytest.mark.parametrize("address", [*FILES, "/controls.json", "/scenario.toml", "/nowhere"])
def test_every_response_has_strict_headers(client, address):
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_the_page_loads_nothing_from_other_servers():
    for name, _ in FILES.values():
        text = (server.PAGE / name).read_text(encoding="utf-8")
        outside = set(re.findall(r"https?://[\w./]+", text)) - {"http://www.w3.org/2000/svg"}
        assert not outside, name
        # text is never inserted as markup
        for forbidden in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
        ):
            assert forbidden not in text, name
        if name.endswith(".html"):
            assert not re.search(r"\son\w+=|\sstyle=|<style|<script>", text)


def test_every_label_of_the_page_has_its_field():
    text = (server.PAGE / "page.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'\sid="([\w-]+)"', text))
    assert set(re.findall(r'\sfor="([\w-]+)"', text)) <= ids
    for name in re.findall(r'aria-labelledby="([\w-]+)"', text):
        assert name in ids
    for name in ("page.js", "people.js", "tour.js"):
        script = (server.PAGE / name).read_text(encoding="utf-8")
        assert set(re.findall(r'byId\("([\w-]+)"\)', script)) <= ids


def test_the_page_gets_all_cases(client):
    facts = client.get("/controls.json").json()
    assert list(facts["cases"]) == names()
    assert facts["first_case"] in facts["cases"]


def test_the_scenario_can_be_downloaded(client, tmp_path):
    answer = client.get("/scenario.toml?case=network&interventions.network.transparency=0.25")
    assert 'filename="my_city.toml"' in answer.headers["content-disposition"]
    path = tmp_path / "my_city.toml"
    path.write_text(answer.text, encoding="utf-8")
    assert load(path).settings["interventions.network"].transparency == 0.25


@pytest.mark.parametrize("address", ["/scenario.toml", "/scenario.py"])
def test_bad_settings_are_refused_with_messages(client, address):
    answer = client.get(f"{address}?redesign.pace=fast&x.y=<b>&utm_source=<b>")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/json"
    assert len(answer.json()["problems"]) == 2


def test_a_bad_link_is_refused_before_anything_runs(client, scheduler):
    ((kind, content),) = events(client.get("/runs?case=helsnki"))
    assert kind == "refused"
    assert "nearest: helsinki" in content["problems"][0]
    assert scheduler.unfinished == 0


def test_too_many_pages_are_refused(client, scheduler):
    scheduler.sessions = {Session(), Session()}
    try:
        ((kind, content),) = events(client.get("/runs"))
    finally:
        scheduler.sessions = set()
    assert kind == "busy"
    assert "2 pages" in content["problems"][0]


def test_a_long_query_is_refused(client):
    answer = client.get("/runs?case=" + "a" * LONGEST)
    assert answer.status_code == 414
    assert str(LONGEST) in answer.json()["problems"][0]


def test_no_path_leads_to_other_files(client):
    for address in ("/page/page.html", "/../server.py", "/%2e%2e/server.py", "/server.py"):
        assert client.get(address).status_code == 404


def test_other_host_names_are_refused(client):
    """Another site could let its own name point to this computer."""
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_a_prefix_works_whether_or_not_the_proxy_takes_it_away(scheduler):
    app = application(scheduler, hosts=HOSTS, prefix="/hub/city")
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    for address in ("/hub/city/", "/", "/hub/city/page.js", "/hub/city/controls.json"):
        assert client.get(address).status_code == 200, address
    moved = client.get("/hub/city?case=network")
    assert moved.headers["location"] == "/hub/city/?case=network"
    assert client.get("/hub/cityhall/").status_code == 404


def test_all_addresses_of_the_page_are_relative():
    for name, _ in FILES.values():
        text = (server.PAGE / name).read_text(encoding="utf-8")
        assert not re.search(r"""(?:href|src|EventSource|fetch)[=(]+["'`]/""", text), name


def test_only_trusted_hosts_may_show_the_page_in_a_frame(scheduler):
    address = Address("127.0.0.1", 8000, trusted=("hub.example.org",))
    assert "hub.example.org" in address.hosts
    app = application(scheduler, hosts=address.hosts, frames=address.trusted)
    with_frame = TestClient(app, base_url="http://127.0.0.1").get("/").headers
    assert "frame-ancestors 'self' http://hub" in with_frame["content-security-policy"]
    assert "frame-ancestors 'none'" in server.headers()["content-security-policy"]


def test_all_files_of_the_page_exist():
    assert all((server.PAGE / name).is_file() for name, _ in FILES.values())
