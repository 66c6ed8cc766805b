"""What talks to the outside; thin, injected."""
