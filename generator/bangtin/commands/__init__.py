"""The commands: each module is one, or what several of them show."""
