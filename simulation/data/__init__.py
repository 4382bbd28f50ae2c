"""Data files of the model, and the script that builds the measured table of occupations."""
