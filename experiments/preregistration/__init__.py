"""Pre-registration: claims and facts as they were frozen before the model was changed.

``claims_and_facts.toml`` is the frozen file. :mod:`~experiments.preregistration.registration` reads
it, :mod:`~experiments.preregistration.comparison` finds what differs from it in the code.
"""
