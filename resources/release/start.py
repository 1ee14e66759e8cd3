"""What a release starts with."""

import sys

from sessionbrowser.__main__ import main

sys.exit(main())
