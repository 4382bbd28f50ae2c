"""Generate the tables in ``docs/model/`` from the code: ``make document``.

A test fails when a page and the code differ.
"""
