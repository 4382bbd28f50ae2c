"""Learning: practice, decay, learning from others, courses and informal skill."""
