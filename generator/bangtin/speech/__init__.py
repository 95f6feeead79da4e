"""How a text is said aloud: a module of rules for each language, and the time that it takes."""
