"""Notebooks, kept as text; ``python -m experiments.notebooks`` makes and executes the real ones."""
