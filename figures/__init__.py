"""Figures: drawn from stored results, one file each, with the plotted numbers beside them.

A figure never simulates. :mod:`figures.batch` has :mod:`experiments` carry out the runs that the
figures need; each figure then turns results into one table of numbers, and the table into a
drawing, so the table that is written beside a figure is what the figure shows.
"""
