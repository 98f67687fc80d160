"""Where data sets are kept on this computer."""

import os
from pathlib import Path


def data_folder() -> Path:
    """The folder of downloads and of the students' own data sets: $CNNVIZ_HOME/data, by default ~/.cnnviz/data.

    It may not exist yet.
    """
    return Path(os.environ.get("CNNVIZ_HOME") or "~/.cnnviz").expanduser() / "data"
