// Write src/api/schema.d.ts from a schema (docs/openapi.json); `--check` only compares.
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const SCHEMA = new URL("../../docs/openapi.json", import.meta.url);
const TYPES = new URL("../src/api/schema.d.ts", import.meta.url);
const HEAD = "// Written by `npm run api-types` from docs/openapi.json; do not edit.\n\n";

const given = process.argv.slice(2).find((each) => !each.startsWith("--"));
const schema = given === undefined ? SCHEMA : pathToFileURL(resolve(given));
const text = HEAD + astToString(await openapiTS(schema));

if (!process.argv.includes("--check")) {
  await writeFile(TYPES, text);
} else if ((await readFile(TYPES, "utf-8").catch(() => "")) !== text) {
  console.error(
    "web/src/api/schema.d.ts is out of date; run scripts/api-docs, then `npm run api-types` in web/",
  );
  process.exit(1);
}
