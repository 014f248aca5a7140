// What the explorers of a layer with one kernel share: its tables and its settings.

import { choice, field } from "./controls.js";
import { greys } from "./matrices.js";
import { results, table } from "./tables.js";

/**
 * Tables of the input, the kernel and the output, and the controls `stride` and
 * `padding`. `pointInput` and `pointKernel` are called as `point` of a table.
 */
export function layerParts({ set, limits }, pointInput, pointKernel) {
  const edited = (name, point) =>
    table(
      { class: name, "aria-label": `${name}: click a number to edit it` },
      { limits: limits[name], point, set: (values) => set({ [name]: values }) },
    );
  const input = edited("input", pointInput);
  const kernel = edited("kernel", pointKernel);
  const output = results({ set });
  const stride = field("stride", { ...limits.stride, step: 1 }, (stride) =>
    set({ stride }),
  );
  const padding = choice("padding", ["valid", "same"], (padding) => set({ padding }));
  /** Brings controls and kernel up to date. */
  function update(state) {
    stride.update(state.stride);
    padding.update(state.padding);
    kernel.show(state.kernel, greys(state.kernel));
    kernel.edit(state.kernel);
  }
  return { input, kernel, output, controls: [stride.node, padding.node], update };
}
