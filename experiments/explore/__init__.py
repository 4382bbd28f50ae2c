"""The page of sliders: levers on the left, their effects on the right.

``cityfit explore`` serves it. The settings of a page are the parameters of a scenario
(:mod:`~experiments.explore.settings`). Worker processes simulate the city with the policy and the
same city without its budget, seed by seed (:mod:`~experiments.explore.scheduler`).
"""
