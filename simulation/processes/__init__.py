"""What happens in a month: one file, one submodel, one section of the documentation."""
