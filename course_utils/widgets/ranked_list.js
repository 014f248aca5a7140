// Detections, best first, as rows: one chosen, all before it counted.

import { html, range, say, unique } from "./dom.js";
import { boxSample } from "./pictures.js";

/** `point` gets the place in the list that a mouse is on, or -1; `choose` one. */
export function rankedList(ranked, point, choose) {
  const stem = unique("rank");
  const rows = ranked.map(({ score }, place) => {
    const [kind, precision, recall] = range(3).map(() => html("span"));
    const first = [
      html("span", {}, String(place + 1)),
      html("span", {}, score.toFixed(2)),
    ];
    const node = html(
      "li",
      { role: "option", id: `${stem}-${place}`, "data-place": place },
      ...[...first, boxSample(""), kind, precision, recall],
    );
    return { node, kind, precision, recall };
  });
  const list = html(
    "ul",
    {
      ...{ class: "list", role: "listbox", tabindex: 0 },
      "aria-label": "detections, best first: the arrow keys go through them",
    },
    ...rows.map(({ node }) => node),
  );
  const placeOf = ({ target }) => Number(target.closest("li")?.dataset.place ?? -1);
  list.addEventListener("pointermove", (event) => point(placeOf(event), event));
  list.addEventListener("pointerleave", () => point(-1));
  list.addEventListener("click", (event) => choose(placeOf(event)));
  const head = ["#", "score", "", "", "precision", "recall"];
  const node = html(
    "div",
    { class: "ranking" },
    html(
      "div",
      { class: "head", "aria-hidden": true },
      ...head.map((text) => html("span", {}, text)),
    ),
    list,
  );
  function update({ given, curve, count }) {
    rows.forEach(({ node, kind, precision, recall }, place) => {
      const hit = given[place] >= 0;
      node.classList.toggle("hit", hit);
      node.classList.toggle("wrong", !hit);
      node.classList.toggle("below", place >= count);
      node.setAttribute("aria-selected", place === count - 1);
      say(kind, hit ? "hit" : "false");
      say(precision, curve.precision[place].toFixed(2));
      say(recall, curve.recall[place].toFixed(2));
    });
    const here = rows[count - 1]?.node;
    list.setAttribute("aria-activedescendant", here?.id ?? "");
    if (!here) return void (list.scrollTop = 0);
    const [top, high] = [here.offsetTop - list.offsetTop, list.clientHeight];
    const seen =
      top >= list.scrollTop && top + here.offsetHeight <= list.scrollTop + high;
    if (!seen) list.scrollTop = top - high / 2;
  }
  let marked;
  function mark(place) {
    marked?.classList.remove("pointed");
    marked = rows[place]?.node;
    marked?.classList.add("pointed");
  }
  return { node, update, mark };
}
