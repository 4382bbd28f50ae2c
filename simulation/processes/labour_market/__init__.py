"""Labour market: demand, separations, search, vacancies and hiring."""
