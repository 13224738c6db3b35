/**
 * The floors of the web app: a file imports from its own floor or from a lower one.
 * `app` > `features` (never another feature) > `ui | api` > `lib | geometry`.
 */
import path from "node:path";

/** @type {Record<string, readonly string[]>} what each floor may import besides itself */
const BELOW = {
  app: ["features", "ui", "api", "lib", "geometry"],
  features: ["ui", "api", "lib", "geometry"],
  ui: ["lib", "geometry"],
  api: ["lib", "geometry"],
  lib: [],
  geometry: [],
};

/**
 * Say why one file may not import another, or return null where it may.
 *
 * @param {string} from path below src, such as `features/labels/table.tsx`
 * @param {string} to the same of the imported file
 * @returns {string | null}
 */
export function fault(from, to) {
  const [floor, feature] = split(from);
  const [wanted, other] = split(to);
  const below = BELOW[floor];
  if (below === undefined || BELOW[wanted] === undefined) return null;
  if (floor === wanted)
    return floor === "features" && feature !== other
      ? `feature ${feature} imports feature ${other}; move what both need to ui, api or lib`
      : null;
  if (below.includes(wanted)) return null;
  return `${floor} imports ${wanted}, which is not below it; see web/tools/floors.js`;
}

/**
 * Return the floor of a file and what stands in it.
 *
 * @param {string} file path below src
 * @returns {[string, string]}
 */
function split(file) {
  const [floor = "", inside = ""] = file.split("/");
  return [floor, inside];
}

/**
 * Return the imported file's path below src; null for packages.
 *
 * @param {string} from absolute path of the importing file
 * @param {string} source what stands in the import
 * @param {string} root absolute path of src
 * @returns {string | null}
 */
export function target(from, source, root) {
  if (source.startsWith("@/")) return source.slice(2);
  if (!source.startsWith(".")) return null;
  return path.relative(root, path.resolve(path.dirname(from), source)).replaceAll("\\", "/");
}

/** @type {import("eslint").Rule.RuleModule} */
const floors = {
  meta: { type: "problem", schema: [], messages: { fault: "{{why}}" } },
  create(context) {
    const root = path.join(context.cwd, "src");
    const from = path.relative(root, context.filename).replaceAll("\\", "/");
    /** @param {{source?: unknown}} node */
    const check = (node) => {
      const source = /** @type {{value?: unknown} | null | undefined} */ (node.source)?.value;
      if (typeof source !== "string") return;
      const to = target(context.filename, source, root);
      const why = to === null ? null : fault(from, to);
      if (why !== null)
        context.report({
          node: /** @type {import("eslint").Rule.Node} */ (node),
          messageId: "fault",
          data: { why },
        });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { rules: { floors } };
