"""Validation: the baseline compared with stylised facts of real job markets."""
