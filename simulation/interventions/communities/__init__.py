"""Career communities: kinds, facilitation, membership."""
