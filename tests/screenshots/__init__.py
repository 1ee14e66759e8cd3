"""Pictures of every view in both themes: ``python -m tests.screenshots [WORD …]`` writes resources/screenshots."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["TZ"] = "UTC"
