"""Technology: digitalisation, redesign, automation and the technology cycle."""
