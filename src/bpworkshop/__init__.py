"""bpworkshop leads a group through preparing a library partnership."""

import os

__version__ = "0.1.0"

# pydantic otherwise looks through every installed package for plugins, at each start.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
