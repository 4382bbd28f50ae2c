"""Wages that employers offer."""

from __future__ import annotations

import math
from typing import Any

#: Match at which the wage of the occupation is paid.
GOOD_MATCH = 0.92


def offered_wage(occupation: Any) -> float:
    """Gross wage of a good match, less what platforms keep back."""
    return occupation.base_wage * (1.0 - occupation.markdown)


def pay_for_match(match: float, slope: float) -> float:
    """``exp(slope · (F_DA − 0.92))``."""
    return math.exp(slope * (match - GOOD_MATCH))
