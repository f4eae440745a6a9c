"""Writes of the region register: the tree here, the profiles in `commands.profiles`."""

from tongban.registers.regions.commands.tree import LoadReport, load

__all__ = ["LoadReport", "load"]
