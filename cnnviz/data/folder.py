"""Where data sets are kept on this computer."""

from pathlib import Path

from cnnviz import disk


def data_folder() -> Path:
    """The folder of downloads and of the students' own data sets: $CNNVIZ_HOME/data, by default ~/.cnnviz/data.

    It may not exist yet.
    """
    return disk.home() / "data"
