"""What of the paper a figure shows."""

from __future__ import annotations

from dataclasses import dataclass

#: Sections of Curşeu, Semeijn & Nikolova (2021) by the words that figures call them by.
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
    """Where the paper says what a figure shows. A figure's module has one as ``PAPER``.

    Attributes
    ----------
    section : str
        Section of the paper, see :data:`SECTIONS`; empty for what the paper takes for granted.
    claim : str
        What is said there, in one plain sentence.
    hypotheses : tuple of str
        Numbers of the hypotheses that the figure bears on, as ``cityfit claims`` counts them.
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
        """The section as the paper calls it."""
        return SECTIONS[self.section] if self.section else ""


#: For a figure whose module does not say it.
UNSAID = Paper("", "")


def of(module: object) -> Paper:
    """What a figure's module says in its ``PAPER``; :data:`UNSAID` if it has none."""
    said = getattr(module, "PAPER", UNSAID)
    assert isinstance(said, Paper)
    return said
