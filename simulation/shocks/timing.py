"""When a shock strikes and how long it lasts."""

from __future__ import annotations


def under_way(now: int, month: int, months: int) -> bool:
    """Whether a shock that strikes in `month` and lasts `months` is on in month `now`.

    Parameters
    ----------
    now : int
        The month that is being lived.
    month : int
        First month of the shock; 0 is never.
    months : int
        How long it lasts.
    """
    return month > 0 and month <= now < month + months
