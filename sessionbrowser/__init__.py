"""sessionbrowser: look at a lab's recording sessions, and clear what is stale without fear.

The rooms of the house, each importing only those before it: `arrays` (numbers on disk and what a
screen needs of them), `sessions` (the library that analysis code uses), `lab` (a root folder),
`gui` (Qt, and nowhere else).
"""

__version__ = "0.1.0"
