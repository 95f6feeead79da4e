"""The message catalogues: what is said to people, in each language."""
