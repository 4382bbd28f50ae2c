"""Timing of shocks: first month and duration."""

from __future__ import annotations


def under_way(now: int, month: int, months: int) -> bool:
    """Whether a shock that begins in `month` and lasts `months` is active in month `now`.

    Parameters
    ----------
    now : int
        Current month.
    month : int
        First month of the shock; 0 is never.
    months : int
        Duration.
    """
    return month > 0 and month <= now < month + months
