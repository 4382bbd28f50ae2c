"""The reference city: the month once more, one agent at a time, in plain Python.

It is written from the pages of ``docs/model`` and the docstrings as a user of Mesa would write it:
objects, attributes and loops; no arrays, nothing compiled, and nothing taken from
``simulation.processes``. Luck has the same keys (:mod:`tests.oracle.randomness`), so that both
cities draw the same numbers. There are two uses.

- Docking (Axtell, Axelrod, Epstein & Cohen 1996): two implementations of one description that
  agree are a test of both. :mod:`tests.oracle.test_docking` starts both from the same state
  before each process of each month and compares every column after it; then it leaves both alone
  for the whole time and compares columns and measures. A disagreement is a mistake in one of them.
- Speed: the city in columns is measured against this one, per citizen and month.

Where things are: ``state.py`` has the agents and how they are read from, written to and compared
with a :class:`simulation.world.World`; ``month.py`` has the order of the month and names the
function of each process, which takes the city and the parameters of the process. A city is started
from a world that was just founded, and then lives by itself::

    city = read(create_city(Settings(), seed=1))
    for _ in range(36):
        city.step()

Run the comparison from the root of the repository with::

    python -m pytest tests/oracle            # the usual tests, a minute or two
    python -m pytest tests/oracle -m ""      # also with other luck, some minutes
"""
