"""nbgrader's settings; the steps that use them stand in solutions/README.md."""

import glob
import sys
from pathlib import Path

c = get_config()  # noqa: F821

ROOT = Path(__file__).resolve().parent
GRADING = ROOT / "grading"

# `make release SEED=...` writes the private cases to grading/source.
source = "grading/source" if (GRADING / "source").exists() else "solutions"
c.CourseDirectory.root = str(ROOT)
c.CourseDirectory.course_id = "dense_prediction"
c.CourseDirectory.source_directory = source
c.CourseDirectory.release_directory = "grading/release"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = f"sqlite:///{GRADING / 'gradebook.db'}"
# No Python file is handed out (mutants.py) or taken in (it could shadow a package).
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "*.py",
]

c.ClearSolutions.code_stub = {"python": "# your code here\nraise NotImplementedError"}
c.OverwriteCells.add_missing_cells = True
c.Execute.extra_arguments = ["--InteractiveShellApp.ignore_cwd=True"]
c.ZipCollectApp.downloaded_directory = "grading/downloaded"
# Notebooks at any depth of a learner's folder, but not JupyterLab's hidden copies. No
# learner's name may be a pattern: what to ignore would then not be found beside it.
c.FileNameCollectorPlugin.named_regexp = (
    r".*/extracted/(?P<student_id>[^/*?\[]+)/(?:[^/.][^/]*/)*(?P<file_id>[^/]+\.ipynb)$"
)
c.CsvExportPlugin.to = "grading/grades.csv"

if glob.escape(str(ROOT)) != str(ROOT):
    sys.exit(
        "The path of the course must have no *, ? or [, since nbgrader would then not "
        f"find the files to ignore. Received: {ROOT}"
    )
# Nothing but the page goes back to a learner: nbgrader would copy the private cases
# along, and whatever a link in the submission points to.
if "generate_feedback" in sys.argv:
    c.CourseDirectory.ignore = ["*"]

# Grading without the private cases would trust the cases.json that a learner sent.
if "autograde" in sys.argv:
    if not (GRADING / "gradebook.db").exists():
        sys.exit("There is no gradebook yet. Make one: make release SEED=your-secret")
    lacking = [
        folder.name
        for folder in sorted((ROOT / source).iterdir())
        if folder.is_dir() and not (folder / "cases.json").exists()
    ]
    if lacking:
        sys.exit(
            f"No cases.json in {source} for: {', '.join(lacking)}. "
            "Make it: make release SEED=your-secret"
        )
