"""``python -m tests.inputs``: write ``docs/develop/inputs.md``."""

import tempfile
from pathlib import Path

from tests.inputs.page import write

if __name__ == "__main__":
    write(Path(tempfile.mkdtemp(prefix="inputs-")))
