"""The part of the paper that a figure shows."""

from __future__ import annotations

from dataclasses import dataclass

#: Sections of Curşeu, Semeijn & Nikolova (2021): short name → heading.
SECTIONS = {
    "introduction": "Introduction",
    "development": "Striving for sustainable development in smart cities",
    "careers": "Striving for sustainable careers in smart cities",
    "sociotechnical": "A sociotechnical analysis of sustainable careers in smart cities",
    "variances": "Systemic variances: the unbalanced and volatile person–smart city fit",
    "training": "Solution 1: training",
    "communities": "Solution 2: career communities",
    "network": "Solution 3: network-centric organising",
    "summary": "Summary",
}


@dataclass(frozen=True)
class Paper:
    """The statement of the paper that a figure shows.

    Attributes
    ----------
    section : str
        Section of the paper, see :data:`SECTIONS`; empty if there is none.
    claim : str
        The statement in one sentence; empty if there is none.
    hypotheses : tuple of str
        Numbers of the related hypotheses, as ``cityfit claims`` prints them.
    """

    section: str
    claim: str
    hypotheses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.section and self.section not in SECTIONS:
            allowed = ", ".join(SECTIONS)
            raise ValueError(
                f"section: {self.section!r} is no section of the paper; one of {allowed}"
            )

    @property
    def heading(self) -> str:
        """Heading of the section in the paper."""
        return SECTIONS[self.section] if self.section else ""
