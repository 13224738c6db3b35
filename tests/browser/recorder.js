// Writes down what a person does with the page: keys, and the buttons of the pointer.
(() => {
  if (window.eventLog) return;
  window.eventLog = [];
  const write = (event, entry) => window.eventLog.push({ at_ms: event.timeStamp, x: 0, y: 0, on: "control", ...entry });
  const pointed = (kind) => (event) => {
    const { target, clientX, clientY } = event;
    const control = target.closest("button, a, input, select, summary, [role=menuitem]");
    const name = control?.getAttribute("aria-label") ?? control?.textContent ?? "";
    const on = target.closest("[role=application]") ? "image" : "control";
    write(event, { kind, name: on === "image" ? "" : name.trim(), on, x: clientX, y: clientY });
  };
  addEventListener("keydown", (event) => event.repeat || write(event, { kind: "key", name: event.key }), true);
  addEventListener("pointerdown", pointed("press"), true);
  addEventListener("pointerup", pointed("release"), true);
})();
