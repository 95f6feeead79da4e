"""Tests of Bangtin: behaviours, each on a small site of its own."""
