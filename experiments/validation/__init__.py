"""Validation: stylised facts of real job markets, and whether the baseline shows them."""
