"""JSON Schema of a scenario file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from simulation.checks.parameters import section_model
from simulation.settings import SECTIONS


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file."""
    root: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "base": {"type": "string", "description": "the scenario this one differs from"},
            "title": {"type": "string", "description": "what it is, in a line"},
            "question": {"type": "string", "description": "what it asks"},
        },
    }
    for section in SECTIONS:
        node = root
        for part in section.split("."):
            empty = {"type": "object", "additionalProperties": False, "properties": {}}
            node = node["properties"].setdefault(part, empty)
        own = section_model(section).model_json_schema()
        node["properties"].update(own["properties"])
        if own.get("description"):
            node["description"] = own["description"]
    return root
