"""A root folder: its catalog of sessions, and batches over many of them."""
