"""Says what Python this is, as a JSON object."""

import json
import platform
import sys
import sysconfig

# Python before 3.13 cannot say so, as it always has a GIL.
has_gil = not hasattr(sys, "_is_gil_enabled") or sys._is_gil_enabled()
# A build that can do without, though its GIL may be on all the same.
is_free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))

print(
    json.dumps(
        {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "has_gil": has_gil,
            "is_free_threaded": is_free_threaded,
        }
    )
)
