"""Builds that begin by themselves: on a save, at a time of day."""
