"""The five stages of a build, a module each, and what they share: the session, the state."""
