// What `web.py` puts into every page before its own scripts: clocks that only look on.
(() => {
  const long = [];
  const marks = [];
  let largest_ms = 0;
  const watch = (type, seen) => new PerformanceObserver((list) => list.getEntries().forEach(seen)).observe({ type, buffered: true });
  watch("longtask", ({ startTime, duration }) => long.push({ start_ms: startTime, took_ms: duration }));
  watch("largest-contentful-paint", ({ startTime }) => (largest_ms = startTime));
  watch("mark", ({ name, startTime, detail }) => marks.push({ name, at_ms: startTime, row: detail?.row ?? null }));

  const frame = () => new Promise((next) => requestAnimationFrame(next));
  const until = async (holds) => {
    const end_ms = performance.now() + 30_000;
    while (!holds()) {
      if (performance.now() > end_ms) throw new Error(`not within 30 s: ${holds}`);
      await frame();
    }
  };
  const painted = async () => {
    await frame();
    await frame();
    return performance.now();
  };
  const asked = (part) => performance.getEntriesByType("resource").filter(({ name }) => name.includes(part));
  const list = () => document.querySelector("li[aria-posinset]").closest("ul").parentElement.parentElement;

  /** Whether every card has its picture, those just below the screen too, and the page its heatmaps. */
  const stands = () => {
    const pictures = [...document.querySelectorAll("[id^=card-] img")];
    return pictures.length > 0 && pictures.every((each) => each.complete && each.naturalWidth > 0) && asked("/maps?").length > 0;
  };

  /** Wait until nothing was asked, and nothing took long, for a while. */
  const rest = async (quiet_ms) => {
    for (let [known, since] = [-1, performance.now()]; performance.now() - since < quiet_ms; await frame()) {
      const now = performance.getEntriesByType("resource").length + long.length;
      if (now !== known) [known, since] = [now, performance.now()];
    }
  };

  const firstPaint_ms = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN;
  const endOfLast_ms = () => Math.max(0, ...long.map(({ start_ms, took_ms }) => start_ms + took_ms));

  globalThis.benchmark = {
    rest,
    /** Wait until the viewer shows an image. */
    shown: () => until(() => marks.some(({ name }) => name === "image painted")),
    /** What a cold load took, once `selector` stands; "grid": once the whole first grid does. */
    async loaded(selector) {
      await until(selector === "grid" ? stands : () => document.querySelector(selector) !== null);
      const stands_ms = await painted();
      await rest(1500);
      const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
      return {
        first_paint_ms: firstPaint_ms(),
        largest_paint_ms: largest_ms,
        interactive_ms: Math.max(firstPaint_ms(), endOfLast_ms()),
        stands_ms,
        longest_task_ms: Math.max(0, ...long.map(({ took_ms }) => took_ms)),
        scripts: scripts.map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]),
      };
    },
    /** From the next key that is pressed, and another at once after it, to the next image that is painted. */
    async switched(another) {
      const before = marks.filter(({ name }) => name === "image painted").at(-1);
      const start_ms = await new Promise((pressed) =>
        addEventListener("keydown", ({ timeStamp }) => pressed(timeStamp), { capture: true, once: true }),
      );
      // From here, because a program's second key would come as late as its messages take.
      if (another !== null) setTimeout(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: another, bubbles: true })));
      const isNext = ({ name, row, at_ms }) => name === "image painted" && row !== before?.row && at_ms > start_ms;
      await until(() => marks.some(isNext));
      const { at_ms } = marks.find(isNext);
      await until(() => document.querySelector("[data-state=saved]") !== null);
      return { painted_ms: at_ms - start_ms, confirmed_ms: performance.now() - start_ms };
    },
    /** Draw the pixels of an image on a plain canvas of the viewer's size, as often as told. */
    async plain(address, times) {
      const reply = await fetch(address);
      const [width, height] = ["X-Width", "X-Height"].map((name) => Number(reply.headers.get(name)));
      const bytes = await reply.arrayBuffer();
      const deep = Number(reply.headers.get("X-Bit-Depth")) > 8;
      const pixels = deep ? new Uint16Array(bytes) : new Uint8Array(bytes);
      const canvas = document.createElement("canvas");
      const side = Math.min(innerWidth, innerHeight) * devicePixelRatio;
      Object.assign(canvas, { width: side, height: side });
      canvas.style.cssText = `position:fixed;z-index:999;inset:0;width:${side}px;height:${side}px`;
      document.body.append(canvas);
      const taken = [];
      for (let at = 0; at < times; at += 1) {
        await new Promise((next) => setTimeout(next, 50 + 7 * at)); // not always at the same moment of a frame
        const start_ms = performance.now();
        draw(canvas, { width, height, pixels, shift: deep ? 8 : 0 });
        taken.push((await painted()) - start_ms);
      }
      canvas.remove();
      return taken;
    },
    /** Count frames until `stop`, with the long tasks of that time. */
    frames() {
      const start_ms = performance.now();
      let [count, last_ms, gap_ms, isOver] = [0, start_ms, 0, false];
      const next = (now_ms) => {
        if (isOver) return;
        count += 1;
        gap_ms = Math.max(gap_ms, now_ms - last_ms);
        last_ms = now_ms;
        requestAnimationFrame(next);
      };
      requestAnimationFrame(next);
      globalThis.benchmark.stop = () => {
        isOver = true;
        const during = long.filter((each) => each.start_ms >= start_ms).map(({ took_ms }) => took_ms);
        const seconds = (performance.now() - start_ms) / 1000;
        return { per_s: count / seconds, gap_ms, longest_task_ms: Math.max(0, ...during), long_tasks: during.length };
      };
    },
    /** Go somewhere else in the list at once, as dragging the scroll bar does. */
    jump(share) {
      const place = list();
      place.scrollTop = share * (place.scrollHeight - place.clientHeight);
    },
    /** The middle of the list, to scroll at. */
    middle() {
      const { x, y, width, height } = list().getBoundingClientRect();
      return [x + width / 2, y + height / 2];
    },
  };

  function draw(canvas, { width, height, pixels, shift }) {
    const image = new ImageData(width, height);
    const whole = new Uint32Array(image.data.buffer);
    for (let at = 0; at < width * height; at += 1) whole[at] = 0xff000000 | ((pixels[at] >> shift) * 0x010101);
    const source = new OffscreenCanvas(width, height);
    source.getContext("2d").putImageData(image, 0, 0);
    canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
  }
})();
