"""Figures that are made of more than one service. Read by faces, never by services."""
