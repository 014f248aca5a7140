"""Helpers of the course, a module per topic. Importing the package loads nothing heavy.

TensorFlow reads its thread counts, its kernels and its log level from the environment
once, when it is loaded, and all three can change what a cell prints. They are set here,
so that a learner, the tests and a grader get the same numbers.
"""

import os
import sys
import warnings

ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "2",
    "TF_NUM_INTEROP_THREADS": "1",
}

if "tensorflow" in sys.modules and any(
    os.environ.get(name) != value for name, value in ENVIRONMENT.items()
):
    warnings.warn(
        "TensorFlow was loaded before course_utils, so the course's settings do not "
        "reach it and numbers may differ. Restart the kernel and import course_utils "
        "first.",
        stacklevel=2,
    )
os.environ.update(ENVIRONMENT)
