"""Training: costs, outreach, curriculum and lottery assignment."""
