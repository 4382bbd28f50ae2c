"""The tables of the city: citizens, employers, posts, occupations, districts, communities."""
