// The notebook and the kernel behind an explorer, where there are any.

const STATE = "application/vnd.jupyter.widget-state+json";
const VIEW = "application/vnd.jupyter.widget-view+json";
const KEPT = Symbol.for("widgets kept in this notebook");
const GONE = new Set(["restarting", "autorestarting", "dead", "terminating"]);

/**
 * Saves the state of the widgets that a notebook shows with it, so that it opens with
 * them alive, also where that setting of JupyterLab is off. Elsewhere there is no such
 * manager.
 */
export function keepInNotebook(model) {
  const manager = model.widget_manager;
  const context = manager?.context;
  if (!context?.saveState || !context.model?.setMetadata) return;
  manager[KEPT] ??= keep(manager, context);
  // Without a kernel the manager does not save it: what a hand changes is noted here.
  model.on("change", (real) => {
    const state = manager[KEPT].saved[real.model_id]?.state;
    if (state && !real.comm_live) Object.assign(state, real.changed);
  });
}

function keep(manager, context) {
  const kept = { saved: context.model.getMetadata("widgets")?.[STATE]?.state ?? {} };
  context.saveState.connect((_, state) => {
    if (state !== "started") return;
    const live = manager.get_state_sync({ drop_defaults: true });
    kept.saved = shownOf({ ...kept.saved, ...live.state }, context.model.cells);
    context.model.setMetadata("widgets", { [STATE]: { ...live, state: kept.saved } });
  });
  return kept;
}

/** Of all widgets those that outputs show, with what belongs to them. */
function shownOf(all, cells) {
  const shown = {};
  function take(id) {
    if (!all[id] || shown[id]) return;
    shown[id] = all[id];
    const text = JSON.stringify(all[id]);
    for (const part of Object.keys(all)) if (text.includes(part)) take(part);
  }
  for (const { outputs } of cells) {
    for (let i = 0; i < (outputs?.length ?? 0); i++) {
      take(outputs.get(i).data[VIEW]?.model_id);
    }
  }
  return shown;
}

/**
 * Calls `tell(lost)` when Python no longer hears this explorer, and when it does again:
 * its kernel was restarted or shut down, or the notebook was opened again without it.
 * Returns a function that ends it.
 */
export function whenLost(model, tell) {
  const session = model.widget_manager?.context?.sessionContext;
  if (!session) return () => {};
  // Each widget has its layout, a model of the same kernel that says whether it lives.
  const layout = model.get("layout");
  const check = (_, status) => {
    const alive = layout?.comm_live !== false && session.session?.kernel;
    tell(!alive || GONE.has(status));
  };
  const signals = [session.statusChanged, session.kernelChanged];
  for (const signal of signals) signal.connect(check);
  layout?.on("comm_live_update", check);
  check();
  return () => {
    for (const signal of signals) signal.disconnect(check);
    layout?.off("comm_live_update", check);
  };
}
