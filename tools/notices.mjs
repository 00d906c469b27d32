/** Licences of the packages whose code is in the bundles: they ask to be shipped with it. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Text of dist/notices.txt. `inputs`: paths of bundled files, from esbuild's metafile. */
export function noticesFor(inputs, root, also) {
  const names = new Set(also);
  for (const input of inputs) {
    const match = /(?:^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match?.[1] !== undefined) names.add(match[1]);
  }
  if (names.size === 0) throw new Error("no bundled package was seen");
  const parts = [...names]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      const folder = join(root, "node_modules", name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      return `${name} ${version} (${license})\n\n${licenceText(folder).trim()}\n`;
    });
  return `Parts of these packages are in this product.\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`;
}

function licenceText(folder) {
  if (!existsSync(folder)) return "";
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  return file === undefined
    ? "(The package holds no licence text of its own.)"
    : readFileSync(join(folder, file), "utf8");
}
