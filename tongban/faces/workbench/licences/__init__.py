"""Licences at the desk: looked for with a purpose, watched over, taken in by the list; and the types they are of."""
