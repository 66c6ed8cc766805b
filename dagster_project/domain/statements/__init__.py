"""Numbers stated in running text."""
