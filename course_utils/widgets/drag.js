// The pointer on a picture: mouse, pen and finger alike.

/** The pointer in the units of an <svg>, [x, y]. */
export function pointIn(picture, event) {
  const toPicture = picture.getScreenCTM().inverse();
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(toPicture);
  return [point.x, point.y];
}

/**
 * Dragging on `node`, in the units of `place(event)`, [x, y]: `grab(x, y, event)` is
 * called where it starts and returns what is called at each further point, or null
 * where there is nothing to drag. A press that does not move is a click:
 * `click(target, x, y)`. Both give `node` the focus.
 *
 * CSS says with `touch-action` which ways a finger scrolls the page instead.
 */
export function drag(node, place, grab, click = () => {}) {
  let pressed = null;
  // Else the browser drags away what is selected in a field.
  node.addEventListener("mousedown", (event) => event.preventDefault());
  node.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    node.focus({ preventScroll: true });
    const moveTo = grab(...place(event), event);
    pressed = { event, moveTo, moved: false };
    if (moveTo) node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (!pressed) return;
    const { clientX, clientY } = pressed.event;
    pressed.moved ||= Math.hypot(event.clientX - clientX, event.clientY - clientY) > 3;
    if (pressed.moved) pressed.moveTo?.(...place(event));
  });
  node.addEventListener("pointerup", (event) => {
    if (pressed && !pressed.moved) click(pressed.event.target, ...place(event));
    pressed = null;
  });
  node.addEventListener("pointercancel", () => (pressed = null));
}

/** Where `takes(finger)`, the page does not scroll: a part of an SVG has no touch-action. */
export function holdPage(node, takes) {
  const hold = (event) => takes(event.touches[0]) && event.preventDefault();
  node.addEventListener("touchstart", hold, { passive: false });
}

/** A press on `node`, and each point it is dragged to, goes to `to(x, y)`. */
export const follow = (node, place, to) =>
  drag(
    node,
    place,
    () => to,
    (_, x, y) => to(x, y),
  );

/** Where a thing grabbed at `at` is held: there, or by its middle if it was missed. */
export const hold = (at, length) => (at >= 0 && at < length ? at : length / 2);
