"""``python -m bpworkshop``."""

import sys

from bpworkshop.cli import main

sys.exit(main())
