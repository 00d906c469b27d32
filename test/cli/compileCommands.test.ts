/** Include paths from a build's own list of commands, and what becomes of one that is broken. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Host } from "../../server/src/engine/host.ts";
import { foldFindings } from "../../server/src/rules/fold.ts";
import { builtinModels } from "../../server/src/models/builtin.ts";
import { buildPaths, pathsIn } from "../../server/src/platform/compileCommands.ts";
import { factsOf } from "../harness/analyse.ts";

const directory = mkdtempSync(join(tmpdir(), "commands-"));
const root = { directory, label: "." };
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const read = (entries: unknown) => pathsIn(JSON.stringify(entries), "compile_commands.json", root);
const at = (...parts: string[]): string => join(directory, ...parts);

test("paths of a command and of a list of arguments, in a compiler's order", () => {
  const { paths, notes } = read([
    {
      directory: at("build"),
      file: "../a.cpp",
      command: `c++ -isystem ../sys -I../one -I "${at("two words")}" -DX="-Inot" -Ithree\\ words -iquote ../q -c ../a.cpp`,
    },
    {
      directory,
      file: at("b.cpp"),
      arguments: ["c++", "-I", "one", "-Ifour", "-isystem/usr/x", "-I"],
    },
  ]);
  expect(notes).toEqual([]);
  expect(paths?.ofFile.get("a.cpp")).toEqual(["q", "one", "two words", "build/three words", "sys"]);
  expect(paths?.ofFile.get("b.cpp")).toEqual(["one", "four"]);
  expect(paths?.ofOthers).toEqual(["q", "one", "two words", "build/three words", "sys", "four"]);
});

test.for([
  ["[{", "not valid JSON"],
  ["", "not valid JSON"],
  ['{"file": "a.cpp"}', "not a list of commands"],
  ['[1, null, {"file": 3}, {"directory": "/", "file": "a.cpp"}]', "4 entries could not be read"],
] as const)("%s is a note", ([text, note]) => {
  const { paths, notes } = pathsIn(text, "compile_commands.json", root);
  expect(paths).toBeNull();
  expect(notes.join()).toContain(note);
});

test("is found at the root and in build/; a directory of that name is a note", async () => {
  expect(await buildPaths([directory], root)).toEqual({ paths: null, notes: [] });
  mkdirSync(at("build"));
  writeFileSync(at("build", "compile_commands.json"), "[");
  expect((await buildPaths([directory], root)).notes).toEqual([
    "build/compile_commands.json: not valid JSON, its include paths are not used",
  ]);
  mkdirSync(at("compile_commands.json"));
  const odd = await buildPaths([directory], root);
  expect(odd.paths).toBeNull();
  expect(odd.notes).toHaveLength(1);
});

test("the header below an include path is meant, not the nearest", () => {
  const worker = (body: string): string =>
    `#include <functional>\n#include <thread>\nstruct Worker { void start(std::function<void()> f) { ${body} } std::thread t_; };\n`;
  const main = `#include "worker.h"\nint main() { Worker w; w.start([&w] { w.t_.join(); }); }\n`;
  const files = [
    { path: "app/main.cpp", text: main },
    { path: "app/idle/worker.h", text: worker("") },
    { path: "lib/busy/worker.h", text: worker("t_ = std::thread(f);") },
  ].map(factsOf);
  const rulesWith = (includePath: string): string[] => {
    const { paths } = read([{ directory, file: "app/main.cpp", command: `c++ -I${includePath}` }]);
    const host = new Host(builtinModels);
    host.apply({ upsert: files, includePaths: paths });
    return foldFindings(host.snapshot().analysis().findings).map(({ rule }) => rule);
  };
  expect(rulesWith("lib/busy")).toEqual(["self-join"]);
  expect(rulesWith("app/idle")).toEqual([]);
  expect(rulesWith("elsewhere")).toEqual([]);
});
