import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

import floors from "./tools/floors.js";

export default defineConfig(
  globalIgnores(["node_modules", "src/api/schema.d.ts", "artefacts"]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  hooks.configs.flat["recommended-latest"],
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { floors },
    rules: {
      "floors/floors": "error",
      complexity: ["error", 8],
      eqeqeq: "error",
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/no-unnecessary-condition": "error",
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "requests go through api/client.ts" },
        { name: "EventSource", message: "events go through api/events.ts" },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "TSIndexSignature", message: "name the keys, or use a Map or Record" },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "never" },
      ],
    },
  },
  {
    // What these return is inferred from the schema; writing it down would only repeat it.
    files: ["**/queries*.ts"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off" },
  },
  {
    files: ["**/*.{js,mjs}"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "off", "no-undef": "off" },
  },
  { files: ["public/**"], extends: [tseslint.configs.disableTypeChecked] },
  { files: ["src/api/**"], rules: { "no-restricted-globals": "off" } },
  {
    files: ["**/*.test.{ts,tsx}", "tools/**", "tests/**"],
    rules: {
      "max-lines-per-function": "off",
      "@typescript-eslint/no-empty-function": "off",
      "@typescript-eslint/no-extraneous-class": "off",
      "no-restricted-globals": "off",
      "no-console": "off",
    },
  },
);
