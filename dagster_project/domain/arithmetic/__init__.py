"""Identities over grids of numbers, their tolerances, and which cell breaks them."""
