import "fake-indexeddb/auto";
import { afterEach } from "vitest";

if (typeof window !== "undefined") {
  // What jsdom lacks and Mantine asks for.
  const nothing = (): void => undefined;
  window.matchMedia = (media) =>
    Object.assign(new EventTarget(), { matches: false, media, onchange: null }) as MediaQueryList;
  window.ResizeObserver = class {
    observe = nothing;
    unobserve = nothing;
    disconnect = nothing;
  };
  const { cleanup, configure } = await import("@testing-library/react");
  configure({ asyncUtilTimeout: 10_000 }); // a busy machine is no failure
  afterEach(cleanup);
}
