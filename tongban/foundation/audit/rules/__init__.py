"""Pure rules of the journal: the exact bytes of an entry, the tree over them, what a verification concludes."""
