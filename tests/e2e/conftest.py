"""Building a release takes minutes and PyInstaller: it is tested where the environment variable RELEASE is set."""

import os

collect_ignore = [] if os.environ.get("RELEASE") else ["test_release.py"]
