"""Bangtin: one folder of Markdown guidance becomes a district's portal and everything it prints."""

__version__ = "0.1.0"
