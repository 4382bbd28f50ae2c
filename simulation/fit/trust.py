"""Trust in who offers a service or a programme."""

from __future__ import annotations

from simulation.kernels.compiled import inlined


@inlined
def trust_in_provider(trust, trust_firms, run_by_firms):
    """Mean of trust in the city and in firms, weighted by the share that firms run."""
    return (1.0 - run_by_firms) * trust + run_by_firms * trust_firms
