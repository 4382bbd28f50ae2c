"""Learning: practice, decay, peers, courses and informal skill."""
