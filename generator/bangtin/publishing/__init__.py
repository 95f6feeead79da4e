"""Bringing the portal to where readers find it: targets, what changes there, and the way back."""
