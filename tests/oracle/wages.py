"""Wages that employers offer."""

from __future__ import annotations

import math

#: Match for which the wage of the occupations table is paid.
GOOD_MATCH = 0.92


def offered_wage(occupation):
    """Gross wage of a good match, with what more it asks than once, less what platforms keep."""
    return occupation.base_wage * math.exp(occupation.premium) * (1.0 - occupation.markdown)


def pay_for_match(match, slope):
    """``exp(slope · (F_DA − 0.92))``."""
    return math.exp(slope * (match - GOOD_MATCH))
