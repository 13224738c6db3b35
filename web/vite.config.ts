import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

import { precompressed } from "./tools/precompressed.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [react(), precompressed()],
  resolve: { alias: { "@": here("src") } },
  build: {
    outDir: here("../src/medebiaser/web"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0, // the server's policy lets no data: URL through but images
    modulePreload: { polyfill: false }, // the polyfill is an inline script
    license: { fileName: "licenses.txt" }, // of everything that is bundled, as their terms ask
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: "es" },
  server: { proxy: { "/api": "http://127.0.0.1:8642" } },
  test: {
    setupFiles: ["tools/test-setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: { name: "pure", environment: "node", include: ["{src,tools}/**/*.test.ts"] },
      },
      {
        extends: true,
        test: { name: "page", environment: "jsdom", include: ["src/**/*.test.tsx"] },
      },
    ],
  },
});
