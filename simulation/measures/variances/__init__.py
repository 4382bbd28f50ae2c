"""The two variances: unbalanced fit and volatile fit."""
