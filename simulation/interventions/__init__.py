"""The three interventions, and the one budget that they share. They set levers, never outcomes."""
