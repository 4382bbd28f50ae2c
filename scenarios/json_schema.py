"""JSON Schema of a scenario file, for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from simulation.checks.parameters import section_model
from simulation.settings import known_sections


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file.

    Examples
    --------
    >>> from scenarios import schema
    >>> schema()["properties"]["city"]["properties"]["citizens"]["type"]
    'integer'
    """
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
    root["properties"]["extensions"] = {
        "type": "object",
        "description": "mechanisms from outside the model",
        "additionalProperties": False,
        "properties": {
            "modules": {
                "type": "array", "items": {"type": "string"},
                "description": "modules, or names of installed extensions",
            }
        },
    }  # fmt: skip
    for section in known_sections():
        node = root
        for part in section.split("."):
            empty = {"type": "object", "additionalProperties": False, "properties": {}}
            node = node["properties"].setdefault(part, empty)
        own = section_model(section).model_json_schema()
        node["properties"].update(own["properties"])
        if own.get("description"):
            node["description"] = own["description"]
    return root
