"""Inputs as people write them, by every door through which they enter.

``python -m tests.inputs`` writes what happens to each into ``docs/develop/inputs.md``.
"""
