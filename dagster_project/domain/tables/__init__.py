"""Geometry becomes grids: finding tables on a page and their cells."""
