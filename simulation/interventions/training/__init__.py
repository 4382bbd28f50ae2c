"""Training: places in courses, outreach, curriculum and lottery assignment."""
