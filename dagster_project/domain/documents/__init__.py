"""A file becomes a Document: archive, readers for PDF and text, whose report it is."""
