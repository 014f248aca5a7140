"""Draw the picture of the README: `python -m tools.draw_readme`."""

from matplotlib.figure import Figure

from course_utils.draw import draw_course_map
from tools.normalize import ROOT


def main():
    figure = Figure(figsize=(9, 4), layout="constrained")
    draw_course_map(figure.subplots())
    figure.savefig(ROOT / "data" / "course_map.png", dpi=120)


if __name__ == "__main__":
    main()
