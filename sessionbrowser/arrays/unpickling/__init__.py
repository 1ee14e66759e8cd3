"""Object arrays from npy files, read by a small unpickling machine of our own that knows plain data only."""

from sessionbrowser.arrays.unpickling.reading import read_object_array

__all__ = ["read_object_array"]
