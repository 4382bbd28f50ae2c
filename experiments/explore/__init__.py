"""The page: levers on the left, what they do to whom on the right, while you look.

``cityfit explore`` serves it. A page's settings are parameters of a scenario and nothing else
(:mod:`~experiments.explore.settings`); worker processes run the city with the policy and the same
city without its money, seed by seed (:mod:`~experiments.explore.scheduler`).
"""
