"""Numbers on disk, and what a screen needs of them (numpy and scipy alone)."""
