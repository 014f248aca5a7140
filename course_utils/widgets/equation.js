// Products that are added up, in one line that scrolls; each is linked to its cells.

import { clamp, html, numberText, say } from "./dom.js";
import { MOVES } from "./frame.js";

/** Products that are added up; `point(index)` or `point()` as in a table. */
export function equation(point) {
  const list = html("div", {
    class: "products",
    role: "group",
    "aria-label": "products",
  });
  const total = html("span", { class: "total" });
  const node = html("div", { class: "equation" }, list, total);
  let buttons = [];
  function productButton(_, i) {
    const made = html("button", { type: "button", tabindex: i ? -1 : 0 });
    for (const event of ["pointerenter", "focus"]) {
      made.addEventListener(event, () => point(i));
    }
    for (const event of ["pointerleave", "blur"]) {
      made.addEventListener(event, () => point());
    }
    return made;
  }
  function update(products, sum) {
    if (buttons.length !== products.length) {
      buttons = products.map(productButton);
      const parts = buttons.map((made, i) => html("span", {}, i ? "+ " : "", made));
      list.replaceChildren(...parts);
    }
    buttons.forEach((made, i) => say(made, products[i]));
    say(total, sum === undefined ? "" : `= ${numberText(sum)}`);
    return buttons;
  }
  /** Marks a product, and scrolls to it. */
  function mark(index) {
    buttons.forEach((made, i) => made.classList.toggle("picked", i === index));
    if (buttons[index] === undefined) return;
    const { offsetLeft, offsetWidth } = buttons[index];
    const low = offsetLeft + offsetWidth - list.clientWidth;
    list.scrollLeft = clamp(list.scrollLeft, low, offsetLeft);
  }
  list.addEventListener("keydown", (event) => {
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    const right = MOVES[event.key].reduce((sum, by) => sum + by);
    const index = buttons.indexOf(event.target) + right;
    buttons[clamp(index, 0, buttons.length - 1)].focus();
  });
  return { node, update, mark };
}
