/**
 * The walls of docs/architecture.md as a test: which folder may import which, what each file begins with, how
 * long it is. Every check also asserts how much it has seen, because a check of nothing passes.
 */

import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { version } from "../server/src/platform/version.ts";
import { ruleLevels } from "../server/src/report/ruleLevels.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Folders of server/src in layers: a file may import its own folder and layers above it in this list. */
const layers: readonly (readonly string[])[] = [
  ["base", "protocol"],
  ["syntax", "facts"],
  ["extract", "models"],
  ["link"],
  ["solve"],
  ["rules", "fixes", "evidence"],
  ["engine"],
  ["features", "report"],
  ["platform"],
  ["lsp", "cli"],
];

/** Edges against or within layers, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  "features -> report": "sentences and the filter are the same on every surface",
};

/** Files that are plain data for everybody, though their folder stands lower. Types alone. */
const openToAll: ReadonlySet<string> = new Set(["server/src/rules/finding.ts"]);

const lineLimit = 500;

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

const serverFiles = filesBelow("server/src", ".ts");
const clientFiles = filesBelow("client/src", ".ts");
const toolFiles = [...filesBelow("tools", ".mjs"), "esbuild.mjs", "vitest.config.ts"];
const testFiles = filesBelow("test", ".ts").filter((file) => !file.startsWith("test/e2e/"));
const production = [...serverFiles, ...clientFiles];

describe("walls", () => {
  test("the list knows every folder of the server", () => {
    const folders = readdirSync(join(root, "server/src"), { withFileTypes: true })
      .filter(
        (entry) => entry.isDirectory() && filesBelow(`server/src/${entry.name}`, ".ts").length > 0,
      )
      .map((entry) => entry.name);
    expect(folders.filter((folder) => layerOf(folder) < 0)).toEqual([]);
    expect(folders.length).toBeGreaterThanOrEqual(10);
  });

  test("imports run one way", () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const file of serverFiles) {
      for (const { target, typeOnly } of importsOf(file)) {
        if (!target.startsWith(".")) continue;
        seen++;
        const to = resolvedFrom(file, target);
        if (typeOnly && openToAll.has(to)) continue;
        if (!mayImport(folderOf(file), folderOf(to))) wrong.push(`${file} -> ${to}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(serverFiles.length).toBeGreaterThan(60);
    expect(seen).toBeGreaterThan(150);
  });

  test("the client imports protocol/ alone", () => {
    const wrong = clientFiles.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => target.startsWith("."))
        .map(({ target }) => resolvedFrom(file, target))
        .filter((to) => !to.startsWith("client/src/") && !to.startsWith("server/src/protocol/"))
        .map((to) => `${file} -> ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  test("every import that is relative leads to a file, and says its suffix", () => {
    const wrong = production.flatMap((file) =>
      importsOf(file)
        .filter(({ target }) => target.startsWith("."))
        .filter(({ target }) => !existsSync(join(root, resolvedFrom(file, target))))
        .map(({ target }) => `${file} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test("four doors", () => {
    const wrong: string[] = [];
    let outside = 0;
    for (const file of production) {
      for (const { target } of importsOf(file)) {
        if (target.startsWith(".")) continue;
        outside++;
        if (!doorIsOpen(file, target)) wrong.push(`${file} -> ${target}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(outside).toBeGreaterThan(15);
  });

  test("the checks above can fail", () => {
    expect(mayImport("base", "solve")).toBe(false);
    expect(mayImport("lsp", "cli")).toBe(false);
    expect(mayImport("solve", "link")).toBe(true);
    expect(doorIsOpen("server/src/solve/x.ts", "node:fs")).toBe(false);
    expect(doorIsOpen("server/src/lsp/publisher.ts", "node:fs")).toBe(false);
    expect(doorIsOpen("server/src/cli/x.ts", "vscode-languageserver")).toBe(false);
    expect(doorIsOpen("client/src/x.ts", "vscode")).toBe(true);
    expect(
      importsOfText(
        'import type { A } from "./a.ts";\nexport * from "./b.ts";\nawait import("./c.ts");',
      ),
    ).toEqual([
      { target: "./a.ts", typeOnly: true },
      { target: "./b.ts", typeOnly: false },
      { target: "./c.ts", typeOnly: false },
    ]);
  });
});

describe("the linter", () => {
  test("refuses what the walls refuse", () => {
    const folder = mkdtempSync(join(tmpdir(), "walls-"));
    try {
      copyFileSync(join(root, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
      const doors = ["node:fs", "vscode", "web-tree-sitter", "vscode-languageserver/node.js"];
      for (const place of ["rules", "syntax", "lsp", "cli"]) {
        const text = doors.map(
          (door, i) => `import * as d${i} from "${door}";\nexport { d${i} };\n`,
        );
        put(folder, `server/src/${place}/x.ts`, text.join(""));
      }
      const reach = `import * as a from "../../server/src/solve/a.ts";\nimport * as b from "../../server/src/protocol/b.ts";\n`;
      put(folder, "client/src/x.ts", `${reach}export { a, b };\nexport default a;\n`);
      const lint = join(root, "node_modules/oxlint/bin/oxlint");
      const { stdout } = spawnSync(process.execPath, [lint, "-f", "unix"], {
        cwd: folder,
        encoding: "utf8",
      });
      const refused = [
        ...stdout.matchAll(/^(\S+?):\d+:\d+: (?:'([^']+)'|(Prefer named exports))/gm),
      ]
        .map((match) => `${match[1]} ${match[2] ?? match[3]}`)
        .toSorted();
      expect(refused).toEqual(
        [
          "client/src/x.ts ../../server/src/solve/a.ts",
          "client/src/x.ts Prefer named exports",
          "server/src/cli/x.ts vscode",
          "server/src/cli/x.ts vscode-languageserver/node.js",
          "server/src/cli/x.ts web-tree-sitter",
          "server/src/lsp/x.ts node:fs",
          "server/src/lsp/x.ts vscode",
          "server/src/lsp/x.ts web-tree-sitter",
          ...doors.map((door) => `server/src/rules/x.ts ${door}`),
          "server/src/syntax/x.ts node:fs",
          "server/src/syntax/x.ts vscode",
          "server/src/syntax/x.ts vscode-languageserver/node.js",
        ].toSorted(),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("files", () => {
  const all = [...production, ...toolFiles, ...testFiles];

  test("begin with what they are for", () => {
    const without = all.filter((file) => !/^(?:#!.*\n)?\/\*\*[\s\S]{30,}?\*\//.test(read(file)));
    expect(without).toEqual([]);
    expect(all.length).toBeGreaterThan(80);
  });

  test(`have at most ${lineLimit} lines, or a head that says “Longer than ${lineLimit} lines, because ...”`, () => {
    const reason = `Longer than ${lineLimit} lines, because`;
    const long = [...production, ...toolFiles].filter(
      (file) =>
        read(file).split("\n").length > lineLimit + 1 &&
        !read(file).slice(0, 2000).includes(reason),
    );
    expect(long).toEqual([]);
  });

  test("are no barrels, have no default export and no enum", () => {
    const wrong = production.flatMap((file) => {
      const text = read(file);
      return [
        [/^export \* from/m, "re-exports everything"],
        [/^export default /m, "has a default export"],
        [/^(?:export )?(?:const )?enum /m, "has an enum"],
      ]
        .filter(([pattern]) => (pattern as RegExp).test(text))
        .map(([, what]) => `${file} ${String(what)}`);
    });
    expect(wrong).toEqual([]);
  });

  test("name no machine", () => {
    const paths = /(?:^|[\s"'`(=])\/(?:home|Users|root|work|mnt|tmp)\/[\w.-]+/m;
    const docs = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", ...filesBelow("docs", "")];
    const wrong = [...production, ...toolFiles, ...docs].filter(
      (file) => existsSync(join(root, file)) && paths.test(read(file)),
    );
    expect(wrong).toEqual([]);
    expect(paths.test('open("/home/me/x")')).toBe(true);
  });
});

describe("rules", () => {
  test.for(Object.keys(ruleLevels))("%s has its code and its page", (rule) => {
    const code = `server/src/rules/${camel(rule)}.ts`;
    expect(existsSync(join(root, code)), code).toBe(true);
    const page = `server/src/rules/${rule}.md`;
    expect(existsSync(join(root, page)), page).toBe(true);
    expect(read(page)).toMatch(/^# .+\n/);
  });

  test("no page is left of a rule that is gone", () => {
    const pages = filesBelow("server/src/rules", ".md").map((file) =>
      file.replace(/^.*\/|\.md$/g, ""),
    );
    expect(pages.filter((page) => !(page in ruleLevels))).toEqual([]);
  });
});

describe("generated parts", () => {
  test("are fresh", () => {
    const { status, stderr } = spawnSync(process.execPath, ["tools/gen.mjs", "--check"], {
      cwd: root,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("the version is written twice and the same", () => {
    const manifest = JSON.parse(read("package.json")) as { version: string };
    expect(version).toBe(manifest.version);
    expect(read("CHANGELOG.md")).toMatch(
      new RegExp(`^## \\[(?:Unreleased|${version.replaceAll(".", "\\.")})\\]`, "m"),
    );
  });

  test("the lock file names no registry", () => {
    expect(read("package-lock.json")).not.toContain('"resolved"');
  });

  test("every dependency has its reason", () => {
    const manifest = JSON.parse(read("package.json")) as Record<
      string,
      Record<string, string> | undefined
    >;
    const names = Object.keys({ ...manifest["dependencies"], ...manifest["devDependencies"] });
    const reasons = read("docs/dependencies.md");
    expect(names.filter((name) => !reasons.includes(`\`${name}\``))).toEqual([]);
    expect(names.length).toBeGreaterThan(10);
  });
});

function put(folder: string, name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function mayImport(from: string, to: string): boolean {
  if (from === to) return true;
  return layerOf(to) < layerOf(from) || Object.hasOwn(exceptions, `${from} -> ${to}`);
}

function doorIsOpen(file: string, target: string): boolean {
  const isClient = file.startsWith("client/");
  if (target === "vscode" || target.startsWith("vscode-languageclient")) return isClient;
  if (/^vscode-(?:languageserver|jsonrpc|uri)/.test(target))
    return file.startsWith("server/src/lsp/") || isClient;
  if (target === "web-tree-sitter") return file.startsWith("server/src/syntax/");
  if (target.startsWith("node:")) {
    return (
      isClient || file === "server/src/lsp/main.ts" || /^server\/src\/(?:platform|cli)\//.test(file)
    );
  }
  if (["commander", "picocolors"].includes(target)) return file.startsWith("server/src/cli/");
  if (target === "yaml") return /^server\/src\/models\/(?:readModels|writeConfig)\.ts$/.test(file);
  return target === "ignore" && file.startsWith("server/src/platform/");
}

function layerOf(folder: string): number {
  return layers.findIndex((layer) => layer.includes(folder));
}

/** `solve` of server/src/solve/calls.ts. */
function folderOf(file: string): string {
  return file.split("/")[2] ?? "";
}

function importsOf(file: string): Import[] {
  return importsOfText(read(file));
}

function importsOfText(text: string): Import[] {
  const pattern =
    /^(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    target: match[2] ?? match[3] ?? "",
    typeOnly: match[1] !== undefined,
  }));
}

function resolvedFrom(file: string, target: string): string {
  return relative(root, resolve(root, dirname(file), target))
    .split(sep)
    .join("/");
}

function camel(id: string): string {
  return id.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Sorted, relative to the root, with `/`. Empty when there is no such folder. */
function filesBelow(folder: string, suffix: string): string[] {
  const at = join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => !file.includes("node_modules/"))
    .toSorted();
}
