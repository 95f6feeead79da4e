"""Random input for the reading of a site: strategies, and what must hold for all of it."""
