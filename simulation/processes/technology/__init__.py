"""Technology: digitalisation, redesign of jobs, automation and digital services."""
