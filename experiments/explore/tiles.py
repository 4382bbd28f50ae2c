"""Questions to begin with: each is a setting of the page."""

from __future__ import annotations

from urllib.parse import urlencode


def _tile(title: str, sentence: str, case: str, **settings: str) -> dict[str, str]:
    parameters = {name.replace("__", "."): value for name, value in settings.items()}
    return {"title": title, "sentence": sentence, "query": urlencode({"case": case, **parameters})}


TILES = (
    _tile("Train people", "120 euro a year for every citizen, spent on courses.", "training"),
    _tile(
        "All money to communities",
        "The same 120 euro, spent on groups in which people help each other.",
        "communities",
    ),
    _tile(
        "A network of employers",
        "The same 120 euro, spent on employers, schools and the city working together.",
        "network",
    ),
    _tile(
        "The North against the OECD",
        "A Nordic city and its policy beside an average city without one.",
        "nordic",
        versus="city",
        other="baseline",
    ),
    _tile(
        "Technology twice as fast",
        "Jobs are redesigned at twice the pace, in the same city.",
        "baseline",
        versus="world",
        redesign__pace="2.0",
    ),
    _tile(
        "Rivals from everywhere",
        "Many more applicants from outside the city.",
        "baseline",
        versus="world",
        hiring__external_ratio="2.0",
    ),
)
