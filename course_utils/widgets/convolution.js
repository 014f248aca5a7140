const TRAITS = ["input", "kernel", "stride", "padding", "row", "column"];

/** Windows along an axis, and the zeros before and after it. */
function slide(size, kernel, stride, padding) {
  if (padding === "valid") return [Math.floor((size - kernel) / stride) + 1, 0, 0];
  const windows = Math.ceil(size / stride);
  const zeros = Math.max((windows - 1) * stride + kernel - size, 0);
  return [windows, Math.floor(zeros / 2), Math.ceil(zeros / 2)];
}

/** The padded input (null: padding), the pairs under the kernel, and their sums. */
function convolve({ input, kernel, stride, padding }) {
  const [height, width] = [input.length, input[0].length];
  const [rows, top, bottom] = slide(height, kernel.length, stride, padding);
  const [columns, left, right] = slide(width, kernel[0].length, stride, padding);
  const inside = (row, column) => input[row - top]?.[column - left] ?? null;
  const padded = matrix(top + height + bottom, left + width + right, inside);
  const pairs = (row, column) =>
    kernel.flatMap((line, r) =>
      line.map((weight, c) => [padded[row * stride + r][column * stride + c], weight]),
    );
  const sum = (row, column) => pairs(row, column).reduce((s, [x, w]) => s + x * w, 0);
  const sums = matrix(columns > 0 ? Math.max(rows, 0) : 0, columns, sum);
  return { padded, top, left, pairs, sums };
}

function inWords({ input, kernel, row, column }, { pairs, sums }) {
  if (!sums.length) {
    const what = `a ${by(kernel)} kernel does not fit into a ${by(input)} input`;
    return `No output: with valid padding ${what}.`;
  }
  const factors = pairs(row, column);
  const products = sumText(factors.map(([x, weight]) => [x ?? 0, weight]));
  const total = `${products} = ${numberText(sums[row][column])}`;
  const zeros = factors.filter(([x]) => x === null).length;
  const are = zeros === 1 ? "is" : "are";
  const text = `Output row ${row}, column ${column}: ${total}.`;
  if (!zeros) return text;
  return `${text} ${zeros} of the ${factors.length} inputs ${are} padding.`;
}

function render(context) {
  const move = (settings) => change(settings);
  const options = { label: "Convolution", traits: TRAITS, draw, change: move };
  const view = connect(context, options);
  const { now } = view;
  const { change, step } = keepInside(view, (settings) => {
    const { sums } = convolve(settings);
    return [sums.length, sums[0]?.length ?? 0];
  });

  const edit = (name) => (values) => change({ [name]: values });
  const input = table("input: drag the window, or click a number", edit("input"));
  const kernel = table("kernel: click a number to edit it", edit("kernel"));
  const output = results(change);
  const stride = field("stride", { min: 1, max: 10, step: 1 }, (value) =>
    change({ stride: value }),
  );
  const padding = choice("padding", ["valid", "same"], (value) =>
    change({ padding: value }),
  );
  const words = sentence("sentence");
  const captions = ["input", "kernel", "output"].map(() => html("figcaption"));
  const figures = [input.stage, kernel.stage, output.node].map((content, i) =>
    html("figure", {}, captions[i], content),
  );
  const signs = ["∗", "="].map((sign) => html("span", { "aria-hidden": true }, sign));
  const [first, second, third] = figures;
  view.root.append(
    html("div", { class: "grids" }, first, signs[0], second, signs[1], third),
    html(
      "div",
      { class: "controls" },
      html("label", {}, "stride", stride.input),
      padding.node,
      button("◀ previous", () => step(-1)),
      button("next ▶", () => step(1)),
    ),
    words,
  );

  dragWindow(input, view, change, () => now().stride);

  let built;
  let parts;
  const build = ({ input: x, kernel: w }, { padded, top, left, sums }) => {
    const area = [padded.length, padded[0].length];
    input.build(x.length, x[0].length, { top, left, area });
    kernel.build(w.length, w[0].length);
    const zeros = squares(input.drawing, ...area, SIDE);
    const fill = hatch(input.drawing, 7);
    padded.forEach((line, row) =>
      line.forEach((value, column) => {
        const { box, text } = zeros[row][column];
        box.setAttribute("fill", value === null ? fill : "none");
        if (value === null) text.textContent = "0";
      }),
    );
    const factors = svg("g", { class: "factors" });
    input.drawing.append(factors);
    output.build(sums.length, sums[0]?.length ?? 0);
    parts = {
      factors,
      weights: squares(factors, w.length, w[0].length, SIDE).flat(),
      window: frame(input.drawing),
    };
  };

  function draw() {
    const state = now();
    const result = convolve(state);
    const { input: x, kernel: w, row, column } = state;
    const { sums } = result;
    const key = [by(x), by(w), state.stride, state.padding].join();
    if (key !== built) build(state, result);
    built = key;
    input.update(x);
    kernel.update(w);
    stride.update(state.stride);
    padding.update(state.padding);
    say(captions[0], `input ${by(x)}`);
    say(captions[1], `kernel ${by(w)}`);
    say(captions[2], `output ${by(sums)}`);
    Object.assign(view.root.dataset, { row, column, output: JSON.stringify(sums) });
    view.root.classList.toggle("empty", !sums.length);
    // Python may shorten the output before it moves the window inside.
    if (sums.length && sums[row]?.[column] === undefined) return;
    say(words, inWords(state, result));
    if (!sums.length) return;

    output.update(sums, row, column);
    const [left, top] = [column * state.stride * SIDE, row * state.stride * SIDE];
    parts.window(left, top, w[0].length * SIDE, w.length * SIDE);
    parts.factors.setAttribute("transform", `translate(${left} ${top})`);
    w.flat().forEach((x, i) => say(parts.weights[i].text, `·${numberText(x)}`));
  }

  draw();
  return view.close;
}

export default { render };
