"""Social processes: ties, cohesion, trust, resources and demography."""
