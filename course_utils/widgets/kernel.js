// The notebook and the kernel behind an explorer, where there are any.

export function keepInNotebook() {}

export function whenLost() {
  return () => {};
}
