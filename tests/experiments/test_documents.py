"""The generated pages agree with the code; every construct is covered or left out."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.documents import __main__ as command
from experiments.documents import coverage
from experiments.documents.blocks import BLOCKS, DOCUMENTS, process_blocks
from experiments.documents.docstrings import attributes, description, markdown, parts, table
from experiments.documents.markers import DocumentError, between, filled, written_by_hand
from simulation.measures import MEASURES
from simulation.schedule import MONTH
from simulation.settings import parameter_table

ROOT = Path(__file__).parents[2]
TEXTS = {name: (ROOT / name).read_text(encoding="utf-8") for name in DOCUMENTS}
ODD = TEXTS["docs/model/odd.md"]
HAND = written_by_hand(between(ODD, "processes")[1])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_are_current(name):
    """`make document` changes nothing."""
    assert filled(TEXTS[name], BLOCKS, process_blocks()) == TEXTS[name]


def test_the_command_writes_what_is_out_of_date_and_only_that(tmp_path, monkeypatch, capsys):
    for name, text in TEXTS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    old = tmp_path / DOCUMENTS[0]
    old.write_text(TEXTS[DOCUMENTS[0]].replace("| `unbalance` |", "| `umbalance` |"))
    monkeypatch.setattr(command, "ROOT", tmp_path)
    assert command.main() == 0
    assert old.read_text(encoding="utf-8") == TEXTS[DOCUMENTS[0]]
    assert capsys.readouterr().out.count("unchanged") == len(DOCUMENTS) - 1
    old.write_text("<!-- month -->\n")
    assert command.main() == 1
    assert "once each" in capsys.readouterr().err


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_every_process_has_its_equation(process):
    """In its docstring or in the hand-written text below its block."""
    text = description(process.__doc__) + HAND[process.section]
    assert any(set("=·−+∝/<") & set(code) for code in re.findall(r"`([^`]+)`", text)), text


def test_everything_that_is_declared_is_in_the_document():
    """Processes, parameters and measures."""
    for process in MONTH:
        assert f"#### {MONTH.index(process) + 1}. {process.__name__}\n" in ODD
    for name, _, declared in parameter_table():
        key = name.rpartition(".")[2]
        assert key == "active" or f"| `{key}` |" in ODD, name
        assert declared.meaning.replace("|", "\\|") in ODD or key == "active"
    for measure in MEASURES.values():
        assert measure.meaning in ODD


@pytest.mark.parametrize("name", DOCUMENTS)
def test_named_tests_exist(name):
    for test in re.findall(r"`(tests/[\w/.]+::\w+)`", TEXTS[name]):
        assert coverage.is_test(test), test


def test_the_protocol_has_its_parts():
    headings = re.findall(r"^## (.+)$", ODD, flags=re.MULTILINE)
    assert [h.partition(". ")[0] for h in headings[:-1]] == [str(n) for n in range(1, 11)]
    for concept in ("Basic principles", "Emergence", "Adaptation", "Objectives", "Learning",
                    "Prediction", "Sensing", "Interaction", "Stochasticity", "Collectives",
                    "Observation", "Decisions (ODD+D)", "Heterogeneity (ODD+D)"):  # fmt: skip
        assert f"**{concept}.**" in ODD, concept


# --- coverage ----------------------------------------------------------------


def test_every_construct_is_covered_or_left_out_and_every_reference_exists():
    assert coverage.problems(coverage.read()) == []
    assert len(coverage.construct_numbers()) == 106


def test_a_reason_is_a_reason():
    for entry in coverage.read():
        assert not entry.left_out or len(entry.left_out.split()) >= 4, entry.number


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": ("simulation.schedule:MOON",)}, "1.1: no object 'simulation.schedule:MOON'"),
        ({"code": ("simulation.moon:MONTH",)}, "1.1: no object"),
        ({"parameters": ("city.citizen",)}, "1.1: no parameter 'city.citizen'"),
        ({"measures": ("fitt",)}, "1.1: no measure"),
        ({"scenarios": ("atlantis",)}, "1.1: no scenario"),
        ({"tests": ("tests/experiments/test_documents.py::test_nothing",)}, "1.1: no test"),
        ({"tests": ("tests/none.py::test_it",)}, "1.1: no test"),
        ({"tests": ()}, "1.1: names no test"),
        ({"code": (), "scenarios": ()}, "1.1: names no code"),
        ({"left_out": "because we could not"}, "1.1: is left out, but has references"),
        ({"number": "1.99"}, "1.99: no such construct"),
    ],
)
def test_wrong_references_are_listed(change, words):
    entries = coverage.read()
    entries[0] = replace(entries[0], **change)
    assert any(line.startswith(words) for line in coverage.problems(entries))


def test_missing_repeated_and_misplaced_entries_are_listed():
    entries = coverage.read()
    assert "1.1: there is no entry" in coverage.problems(entries[1:])
    assert "1.2: more than one entry" in coverage.problems([*entries, entries[1]])
    assert "entries are not in order" in coverage.problems([entries[1], entries[0], *entries[2:]])


# --- markers and docstrings -----------------------------------------------------------

PAGE = "# A page\n\n<!-- list -->\nold\n<!-- /list -->\nwritten\n\n{}"
PROCESSES = (
    "<!-- processes -->\n<!-- process: one -->\nold\n<!-- /process -->\n\nby hand\n"
    "<!-- /processes -->\n"
)


def test_blocks_are_regenerated_and_the_rest_stays():
    text = filled(PAGE.format(""), {"list": lambda: "new\n", "other": lambda: "x"}, {})
    assert text == "# A page\n\n<!-- list -->\nnew\n<!-- /list -->\nwritten\n\n"


def test_a_new_process_is_inserted_and_hand_written_text_moves_along():
    blocks = {"zero": "first", "one": "second", "two.three": "third"}
    text = filled(PAGE.format(PROCESSES), {}, blocks)
    places = [text.index(word) for word in ("first", "second", "by hand", "third")]
    assert places == sorted(places)
    assert filled(text, {}, blocks) == text
    turned = filled(text, {}, dict(reversed(blocks.items())))
    assert turned.index("third") < turned.index("second") < turned.index("by hand")


def test_a_removed_process_with_hand_written_text_is_an_error():
    with pytest.raises(DocumentError, match="one: not a process of the month"):
        filled(PAGE.format(PROCESSES), {}, {"two": "new"})
    emptied = PAGE.format(PROCESSES.replace("by hand", ""))
    assert "process: one" not in filled(emptied, {}, {"two": "new"})


def test_a_marker_without_its_partner_is_an_error():
    with pytest.raises(DocumentError, match="once each"):
        filled("<!-- list -->\nold\n", {"list": str}, {})


def test_docstrings_become_markdown():
    class Thing:
        """A thing, ``a = b``, of :class:`simulation.world.World`.

        More of it.

        Attributes
        ----------
        size, weight : float
            How much
            there is.
        name : str
        """

    assert description(Thing.__doc__) == "A thing, `a = b`, of `World`.\n\nMore of it."
    assert attributes(Thing) == [
        ("size, weight", "float", "How much there is."),
        ("name", "str", ""),
    ]
    assert description(None) == ""
    assert set(parts("One.")) == {""}
    assert markdown(":func:`a.b`") == "`b`"
    assert table(("a", "b"), [("1|2", 3)]) == "| a | b |\n|---|---|\n| 1\\|2 | 3 |"
