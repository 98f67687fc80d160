"""What all tests share."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

# Speed belongs to the benchmarks; a test on a busy machine must not fail for being slow. In CI every run tries the
# same examples: what fails there fails for the change, and new examples are found where somebody can look at them.
settings.register_profile("cnnviz", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("cnnviz")

# Training gives way to everything else on the machine; a test that waits for it must not wait for the others.
os.environ.setdefault("CNNVIZ_PRIORITY", "normal")

# Runs and downloads of the tests go to a folder of their own; the processes that a test starts inherit it.
if "CNNVIZ_HOME" not in os.environ:
    os.environ["CNNVIZ_HOME"] = tempfile.mkdtemp(prefix="cnnviz-tests-")
    atexit.register(shutil.rmtree, os.environ["CNNVIZ_HOME"], ignore_errors=True)
