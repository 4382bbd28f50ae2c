"""Figures drawn from stored results, with the plotted numbers as CSV beside each.

A figure never simulates: :mod:`figures.studies` has :mod:`experiments` execute the runs. Each
figure computes one table of numbers from the results and draws that table, so the CSV contains
exactly what the figure shows.
"""
