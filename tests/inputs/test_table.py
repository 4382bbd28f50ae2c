"""What happens to each input of the table is what the table says."""

from __future__ import annotations

import pytest

from tests.inputs.page import PAGE, page
from tests.inputs.table import INPUTS, RefusedError, cityfit, outcome


@pytest.mark.parametrize("entry", INPUTS, ids=lambda entry: entry.name)
def test_an_input_works_or_is_refused_with_what_to_do(tmp_path, entry):
    said = outcome(entry, tmp_path)
    assert (entry.says in said) if entry.says else said == "works", said
    assert "Traceback" not in said


def test_several_mistakes_of_a_command_are_told_together(tmp_path):
    table = tmp_path / "set.csv"
    table.write_text("search.contacts_asked\n1;5\nmany\n")
    options = ("--set", "city.tax=3", "--set", "nonsense", "--parameters", table)
    with pytest.raises(RefusedError) as caught:
        cityfit("run", "basline", "training", *options, "-o", tmp_path / "runs")
    lines = str(caught.value).splitlines()
    for words in ("nonsense", "nearest: baseline", "city.tax = 3", "line 2", "line 3"):
        assert sum(words in line for line in lines) == 1, lines
    assert not (tmp_path / "runs").exists()


def test_the_page_of_inputs_is_current(tmp_path):
    """``python -m tests.inputs`` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page(tmp_path)
