"""Says what Python this is, as a JSON object."""

import json
import platform
import sys
import sysconfig

# Only a free-threaded build can do without its GIL, and even there it can be on.
has_gil = sys._is_gil_enabled() if hasattr(sys, "_is_gil_enabled") else True

print(
    json.dumps(
        {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "has_gil": has_gil,
            "is_free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        }
    )
)
