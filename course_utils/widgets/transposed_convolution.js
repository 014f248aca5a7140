const TRAITS = ["input", "kernel", "stride", "padding", "row", "column", "overlap"];
const SHOWN = ["numbers", "overlaps"]; // false and true of `overlap`
const WIDE = 560; // pixels for the stretched input, while its cells stay legible

/** Rows of padding before and after the stretched input. */
function around(taps, stride, padding) {
  const cut = padding === "same" ? Math.max(taps - stride, 0) : 0;
  const end = Math.max(stride - taps, 0);
  return [taps - 1 - Math.floor(cut / 2), taps - 1 - Math.ceil(cut / 2) + end];
}

/**
 * The stretched and padded input, as cells of { kind } and of an input its row, column
 * and value; what lies under the kernel; and the sums and counts of the output.
 */
function transpose({ input, kernel, stride, padding }) {
  const [h, w] = [kernel.length, kernel[0].length];
  const sides = [h, w].map((taps) => around(taps, stride, padding));
  const [[top, bottom], [left, right]] = sides;
  const height = (input.length - 1) * stride + 1;
  const width = (input[0].length - 1) * stride + 1;
  const padded = matrix(top + height + bottom, left + width + right, (y, x) => {
    const [down, over] = [y - top, x - left];
    const inside = down >= 0 && over >= 0 && down < height && over < width;
    if (!inside) return { kind: "padding" };
    if (down % stride || over % stride) return { kind: "inserted" };
    const [row, column] = [down / stride, over / stride];
    return { kind: "number", row, column, value: input[row][column] };
  });
  const under = (row, column) =>
    matrix(h, w, (r, c) => {
      const tap = [h - 1 - r, w - 1 - c];
      const weight = kernel[tap[0]][tap[1]];
      return { cell: padded[row + r][column + c], tap, weight };
    }).flat();
  const real = (row, column) =>
    under(row, column).filter(({ cell }) => cell.kind === "number");
  const shape = [padded.length - h + 1, padded[0].length - w + 1];
  const pairs = matrix(...shape, real);
  const add = (total, { cell, weight }) => total + cell.value * weight;
  const sums = pairs.map((line) => line.map((met) => met.reduce(add, 0)));
  const counts = pairs.map((line) => line.map((met) => met.length));
  return { padded, sides, under, pairs, sums, counts };
}

function inWords({ row, column, overlap }, { under, pairs, sums, counts }) {
  const met = pairs[row][column];
  const count = (kind) =>
    under(row, column).filter(({ cell }) => cell.kind === kind).length;
  const [inserted, padding] = [count("inserted"), count("padding")];
  let text = `Output row ${row}, column ${column}: `;
  if (met.length) {
    const products = sumText(met.map(({ cell, weight }) => [cell.value, weight]));
    const reach = met.length === 1 ? "1 input reaches" : `${met.length} inputs reach`;
    const ways = met.map(({ cell, tap }, i) => {
      const through = i ? "through" : "through kernel";
      return `[${cell.row}, ${cell.column}] ${through} [${tap.join(", ")}]`;
    });
    const total = numberText(sums[row][column]);
    text += `${products} = ${total}. ${reach} it: ${ways.join(", ")}.`;
  } else text += "0. No input reaches it.";
  if (inserted || padding) {
    text += ` Zeros under the kernel: ${inserted} inserted, ${padding} padding.`;
  }
  if (!overlap) return text;
  const [low, high] = [Math.min(...counts.flat()), Math.max(...counts.flat())];
  return `${text} Over the whole output the count goes from ${low} to ${high}.`;
}

function render(context) {
  const view = connect(context, {
    ...{ label: "Transposed convolution", traits: TRAITS, draw },
    change: (settings) => change(settings),
  });
  const { now } = view;
  const { change, step } = keepInside(view, (settings) => {
    const { sums } = transpose(settings);
    return [sums.length, sums[0].length];
  });

  const edit = (name) => (values) => change({ [name]: values });
  const input = table("input: drag the window, or click a number", edit("input"));
  const kernel = table("kernel: click a number to edit it", edit("kernel"));
  const flipped = svg("svg", { class: "flipped", "aria-hidden": true });
  const output = results(change);
  const stride = field("stride", { min: 1, max: 5, step: 1 }, (value) =>
    change({ stride: value }),
  );
  const padding = choice("padding", ["valid", "same"], (value) =>
    change({ padding: value }),
  );
  const shown = choice("output", SHOWN, (value) =>
    change({ overlap: value === SHOWN[1] }),
  );
  const words = sentence("sentence");
  const captions = ["input", "kernel", "flipped", "output"].map(() =>
    html("figcaption"),
  );
  const figures = [input.stage, kernel.stage, flipped, output.node].map((node, i) =>
    html("figure", {}, captions[i], node),
  );
  const key = html("p", { class: "key" });
  figures[0].append(key);
  const [times, equals] = ["∗", "="].map((sign) =>
    html("span", { "aria-hidden": true }, sign),
  );
  const kernels = html("div", { class: "kernels" }, figures[1], figures[2]);
  view.root.append(
    html("div", { class: "grids" }, figures[0], times, kernels, equals, figures[3]),
    html(
      "div",
      { class: "controls" },
      html("label", {}, "stride", stride.input),
      padding.node,
      shown.node,
      button("◀ previous", () => step(-1)),
      button("next ▶", () => step(1)),
    ),
    words,
  );
  dragWindow(input, view, change, () => 1);

  let built;
  let parts;
  const build = ({ input: x, kernel: w, stride }, { padded, sides, sums }) => {
    const area = [padded.length, padded[0].length];
    const side = clamp(Math.floor(WIDE / Math.max(...area)), 24, SIDE);
    const [[top, bottom], [left, right]] = sides;
    const shape = [w.length, w[0].length];
    input.build(x.length, x[0].length, { top, left, area, stride, side });
    const small = Math.max(...shape) > 4 ? 30 : SIDE;
    kernel.build(...shape, { side: small });
    const cells = squares(input.drawing, ...area, side);
    const fill = hatch(input.drawing, 7);
    padded.forEach((line, r) =>
      line.forEach(({ kind }, c) => {
        cells[r][c].box.setAttribute("class", `square ${kind}`);
        if (kind === "padding") cells[r][c].box.setAttribute("fill", fill);
      }),
    );
    const factors = svg("g", { class: "factors" });
    input.drawing.append(factors);
    setAll(flipped, { width: shape[1] * small, height: shape[0] * small });
    flipped.replaceChildren();
    output.build(sums.length, sums[0].length, side);
    const weights = squares(factors, ...shape, side).flat();
    // In small cells there is no room beside the number: the flipped kernel has them.
    factors.style.display = side < 32 ? "none" : "";
    for (const { text } of weights) {
      text.style.transform = `translate(${side * 0.4}px, ${side * 0.29}px)`;
    }
    const taps = squares(flipped, ...shape, small).flat();
    parts = { side, small, factors, weights, taps, window: frame(input.drawing) };
    const zeros = `${top} above, ${bottom} below, ${left} left, ${right} right`;
    key.replaceChildren(
      html("span", { class: "swatch inserted" }),
      `inserted: ${stride - 1} between numbers\n`,
      html("span", { class: "swatch padding" }),
      `padding: ${zeros}`,
    );
  };

  function draw() {
    const state = now();
    const result = transpose(state);
    const { input: x, kernel: w, row, column, overlap } = state;
    const { padded, sides, under, pairs, sums, counts } = result;
    const settings = [by(x), by(w), state.stride, state.padding].join();
    if (settings !== built) build(state, result);
    built = settings;
    input.update(x);
    kernel.update(w);
    stride.update(state.stride);
    padding.update(state.padding);
    shown.update(SHOWN[Number(overlap)]);
    say(captions[0], `input ${by(x)}, with zeros ${by(padded)}`);
    say(captions[1], `kernel ${by(w)}`);
    say(captions[2], "flipped in both axes");
    say(captions[3], `${overlap ? "overlaps" : "output"} ${by(sums)}`);
    Object.assign(view.root.dataset, { row, column });
    const worked = { output: sums, overlaps: counts, sides };
    for (const [name, value] of Object.entries(worked)) {
      view.root.dataset[name] = JSON.stringify(value);
    }
    // Python may shorten the output before it moves the window inside.
    if (sums[row]?.[column] === undefined) return;
    say(words, inWords(state, result));

    output.update(overlap ? counts : sums, row, column);
    const { side, small } = parts;
    const [left, top] = [column * side, row * side];
    parts.window(left, top, w[0].length * side, w.length * side);
    parts.factors.setAttribute("transform", `translate(${left} ${top})`);
    const shades = greys(w);
    under(row, column).forEach(({ cell, tap, weight }, i) => {
      const idle = cell.kind !== "number";
      const beside = parts.weights[i].text;
      say(beside, `·${numberText(weight, 2)}`);
      fit(beside, beside.textContent, side, 11);
      beside.classList.toggle("idle", idle);
      const { box, text } = parts.taps[i];
      say(text, numberText(weight));
      fit(text, text.textContent, small);
      box.style.fill = shades[tap[0]][tap[1]];
      for (const node of [box, text]) node.classList.toggle("idle", idle);
    });
    const met = pairs[row][column];
    kernel.mark((r, c) => met.some(({ tap }) => tap[0] === r && tap[1] === c));
  }

  draw();
  return view.close;
}

export default { render };
