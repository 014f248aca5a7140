import { slider } from "./controls.js";
import { clamp, range, setAll, sum, svg } from "./dom.js";
import { follow, pointIn } from "./drag.js";
import { explore } from "./frame.js";

const MOST = 12; // numbers at most, as in template.py

const inside = (state) => ({
  ...state,
  position: clamp(state.position, 1, state.numbers.length),
});

const solve = ({ numbers, position }) => ({
  total: sum(numbers.slice(0, position)),
  all: sum(numbers),
});

const words = ({ numbers, position }, { total, all }) =>
  `The first ${position} of ${numbers.length} numbers add up to ${total} of ${all}.`;

const goals = [
  {
    name: "half",
    text: "Add up exactly half of the sum.",
    met: (_, { total, all }) => all > 0 && 2 * total === all,
  },
  {
    name: "few",
    text: "Half of the sum with two of eight numbers, none of them 0.",
    met: ({ numbers, position }, { total, all }) =>
      position === 2 &&
      numbers.length === 8 &&
      !numbers.includes(0) &&
      2 * total === all,
  },
];

function build({ now, set, limits }) {
  const picture = svg("svg", {
    ...{ class: "bars", viewBox: `0 0 ${MOST} 10`, preserveAspectRatio: "none" },
    ...{ tabindex: 0, role: "application" },
    "aria-label": "bars: the arrow keys choose how many are added up",
  });
  const bars = range(MOST).map(() => svg("rect", { width: 0.9 }));
  picture.append(...bars);
  follow(
    picture,
    (event) => pointIn(picture, event),
    (x) => set({ position: Math.ceil(x) }),
  );
  const last = slider("last number", limits.numbers, (value) => {
    const { numbers, position } = now();
    set({ numbers: numbers.map((x, i) => (i === position - 1 ? value : x)) });
  });

  function draw({ numbers, position }, { total, all }) {
    bars.forEach((bar, i) => {
      const height = numbers[i] ?? 0;
      setAll(bar, { x: i + 0.05, y: 10 - height, height });
      bar.classList.toggle("added", i < position);
    });
    last.update(numbers[position - 1]);
    return { total, all }; // for the tests
  }
  return { controls: [last.node], stage: [picture], draw };
}

export default explore(() => ({
  ...{ inside, solve, words, goals, build },
  hint: "Click or drag on the bars: those up to there are added up.",
  presets: {
    rising: { numbers: [1, 2, 3, 4, 5, 6, 7, 8] },
    "all 4": { numbers: Array(8).fill(4) },
  },
  steps: {
    at: ({ position }) => position - 1,
    last: ({ numbers }) => numbers.length - 1,
    to: (index) => ({ position: index + 1 }),
  },
}));
