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
    """The statement of the paper that a figure shows; ``PAPER`` of the module of the figure.

    Attributes
    ----------
    section : str
        Section of the paper, see :data:`SECTIONS`; empty for an assumption of the whole paper.
    claim : str
        The statement, in one sentence.
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


#: Of a figure whose module has no ``PAPER``.
UNSAID = Paper("", "")


def of(module: object) -> Paper:
    """``PAPER`` of the module of a figure; :data:`UNSAID` if it has none."""
    paper = getattr(module, "PAPER", UNSAID)
    assert isinstance(paper, Paper)
    return paper
