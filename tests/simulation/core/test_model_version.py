"""A changed comment is no changed model; a changed number is."""

from __future__ import annotations

import pytest

from simulation.core.model_version import fingerprint, model_version

CODE = '''"""Words."""

def grow(x):
    """Words."""
    return x * 2  # twice
'''


@pytest.fixture
def package(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "growth.py").write_text(CODE)
    (tmp_path / "data" / "rates.csv").write_text("rate\n0.5\n")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# twice", "# two times"),
        ('    """Words."""\n', '    """Other\n\n    words.\n    """\n'),
        ('    """Words."""\n', ""),
        ("x * 2", "(x * 2)"),
        ("def grow", "\n\ndef grow"),
        ("\n", "\r\n"),
    ],
)
def test_words_and_layout_are_no_part_of_the_model(package, old, new):
    before = fingerprint(package)
    (package / "growth.py").write_bytes(CODE.replace(old, new).encode())
    assert fingerprint(package) == before


@pytest.mark.parametrize(("old", "new"), [("x * 2", "x * 3"), ("grow", "shrink"), ("x)", "x=1)")])
def test_code_is(package, old, new):
    before = fingerprint(package)
    (package / "growth.py").write_text(CODE.replace(old, new))
    assert fingerprint(package) != before


def test_data_and_names_of_files_are(package):
    before = fingerprint(package)
    (package / "growth.py").rename(package / "decline.py")
    renamed = fingerprint(package)
    (package / "data" / "rates.csv").write_text("rate\n0.6\n")
    rated = fingerprint(package)
    (package / "data" / "calibration.toml").write_text("rate = 0.7\n")
    assert len({before, renamed, rated, fingerprint(package)}) == 4


def test_notes_beside_the_code_are_not(package):
    before = fingerprint(package)
    (package / "ODD.md").write_text("words")
    assert fingerprint(package) == before


def test_this_model_has_a_version():
    assert len(model_version()) == 16


def test_raw_files_count_only_through_the_table_that_is_built_from_them(package):
    before = fingerprint(package)
    (package / "data" / "measured").mkdir()
    (package / "data" / "measured" / "survey.csv").write_text("share\n0.5\n")
    assert fingerprint(package) == before
