import { Linter } from "eslint";
import { describe, expect, it } from "vitest";

import plugin, { fault, target } from "./floors.js";

describe("the floors", () => {
  it("let a feature import what is below it, and nothing of another feature", () => {
    expect(fault("features/labels/table.tsx", "ui/faces")).toBeNull();
    expect(fault("features/labels/table.tsx", "features/labels/chord")).toBeNull();
    expect(fault("features/labels/table.tsx", "features/panel/form")).toContain(
      "feature labels imports feature panel",
    );
  });

  it("refuse an import upwards or sideways", () => {
    expect(fault("lib/texts.ts", "api/client")).toContain("lib imports api");
    expect(fault("ui/faces.tsx", "api/client")).toContain("ui imports api");
    expect(fault("geometry/polygon.ts", "lib/colours")).toContain("geometry imports lib");
    expect(fault("features/labels/a.ts", "app/router")).toContain("features imports app");
  });

  it("follow a relative path to the file that it means", () => {
    expect(target("/w/src/features/labels/a.ts", "../panel/form", "/w/src")).toBe(
      "features/panel/form",
    );
    expect(target("/w/src/ui/a.ts", "@/lib/texts", "/w/src")).toBe("lib/texts");
    expect(target("/w/src/ui/a.ts", "react", "/w/src")).toBeNull();
  });

  it("are seen by eslint in every form of an import", () => {
    const linter = new Linter({ cwd: "/w" });
    const config = {
      plugins: { floors: plugin },
      rules: { "floors/floors": "error" as const },
    };
    const source = [
      'import { a } from "@/api/client";',
      'export { b } from "../api/client";',
      'export * from "@/api/client";',
      'const c = import("@/api/client");',
      'import { d } from "@/lib/texts";',
    ].join("\n");

    const found = linter.verify(source, [config], "/w/src/ui/faces.js");

    expect(found.map((each) => each.line)).toEqual([1, 2, 3, 4]);
  });
});
