"""JupyterLab's settings for the course, given to it by `make lab`."""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821

c.LabApp.default_url = "/lab/tree/notebooks/00_start_here.ipynb"
# No announcements, no instructor's menus; and nothing is asked of the network.
c.LabApp.app_settings_dir = str(Path(__file__).parent / "tools" / "lab_settings")
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
# Root is the usual user of a container; elsewhere nobody works as root by accident.
c.ServerApp.allow_root = hasattr(os, "geteuid") and os.geteuid() == 0
# Without a display the address is printed, and that is enough.
c.ServerApp.open_browser = sys.platform != "linux" or bool(
    os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
)
