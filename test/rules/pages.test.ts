/** The examples on the rules' pages are C++ that compiles, and the analyser says of them what the page says. */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { ruleLevels } from "../../server/src/report/ruleLevels.ts";
import { analyse } from "../harness/analyse.ts";
import { buildFolder, compileErrors, withoutCompiler } from "../harness/compiler.ts";

const pages = fileURLToPath(new URL("../../server/src/rules/", import.meta.url));
const build = buildFolder();
afterAll(() => build.remove());

const headings = ["What it reports", "Why it matters", "Examples", "How to fix", "Limits"];

describe.concurrent.for(Object.keys(ruleLevels))("%s", (rule) => {
  const page = readFileSync(`${pages}${rule}.md`, "utf8");
  const blocks = [...page.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    kind: match[1] ?? "",
    text: match[2] ?? "",
  }));

  test("is laid out like the others", () => {
    expect(page.startsWith(`# ${rule}\n`)).toBe(true);
    const text = page.replaceAll(/^```[\s\S]*?^```$/gm, "");
    expect([...text.matchAll(/^## (.+)$/gm)].map((match) => match[1])).toEqual(headings);
    expect(blocks.map(({ kind }) => kind)).toEqual(["cpp report", "cpp clean"]);
  });

  test("reports the first example and not the second", () => {
    for (const { kind, text } of blocks) {
      const { findings } = analyse([{ path: "main.cpp", text }]);
      const found = findings.map((f) => f.rule);
      if (kind === "cpp clean") expect(found).toEqual([]);
      else expect(found).toEqual([rule]);
    }
  });

  test.skipIf(withoutCompiler)("compiles", { timeout: 120_000 }, async () => {
    for (const { kind, text } of blocks) {
      const path = join(build.path, `${rule}-${kind.replace(" ", "-")}.cpp`);
      writeFileSync(path, text);
      const errors = await compileErrors([
        "-std=c++20",
        "-fsyntax-only",
        "-Wall",
        "-Wextra",
        "-Werror",
        path,
      ]);
      expect(errors).toBeNull();
    }
  });
});
