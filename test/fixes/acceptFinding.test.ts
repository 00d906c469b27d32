/** The comment that accepts a finding: where it goes, and that afterwards the finding is accepted. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { acceptEdit } from "../../server/src/fixes/acceptFinding.ts";
import { filterFindings } from "../../server/src/report/filter.ts";
import { factsOf, hostOf } from "../harness/analyse.ts";
import { buildFolder, compileErrors, withoutCompiler } from "../harness/compiler.ts";
import { selfJoin } from "../lsp/programs.ts";

const path = "main.cpp";
const call = "    thread_.join();";

const folder = buildFolder();
afterAll(() => folder.remove());

/** The text with the comment, after it was seen to work and to leave no second comment idle. */
function accepted(text: string, reason: string): string {
  const { findings } = hostOf([factsOf({ path, text })])
    .snapshot()
    .analysis();
  const finding = findings.find(({ rule }) => rule === "self-join");
  if (finding === undefined) throw new Error("no finding");
  const edit = acceptEdit(finding.span, "waitchain-self-join", reason, text);
  const after = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  const snapshot = hostOf([factsOf({ path, text: after })]).snapshot();
  const all = { confidence: "possible", rules: {}, only: null } as const;
  const found = filterFindings(snapshot.analysis().findings, all, snapshot.files);
  expect(found.findings, after).toEqual([]);
  expect(found.suppressed).toHaveLength(1);
  return after;
}

test("a line above, with the indentation and the line break of the text", () => {
  expect(accepted(selfJoin, "tests only")).toContain(
    `    // NOLINTNEXTLINE(waitchain-self-join): tests only\n${call}`,
  );
  expect(accepted(selfJoin.replaceAll("\n", "\r\n"), "")).toContain(
    `    // NOLINTNEXTLINE(waitchain-self-join)\r\n${call}`,
  );
});

test("behind the line where the line above is taken", () => {
  const taken = selfJoin.replace(call, `    // NOLINTNEXTLINE(bugprone-x)\n${call}`);
  expect(accepted(taken, "why")).toContain(
    `NOLINTNEXTLINE(bugprone-x)\n${call} // NOLINT(waitchain-self-join): why`,
  );
  const both = taken.replace(call, `${call} // joins`);
  expect(accepted(both, "")).toContain(`${call} // joins // NOLINT(waitchain-self-join)`);
});

test("a reason cannot end the comment or begin another line", () => {
  expect(accepted(selfJoin, "a\nb */ c \\")).toContain("(waitchain-self-join): a b * / c\n");
});

test.skipIf(withoutCompiler)("inside of a macro the code still compiles", async () => {
  const text =
    "#define BOTH(t) \\\n  t.join(); \\\n  t.join()\n#include <thread>\nint main() { std::thread t([] {}); if (false) { BOTH(t); } t.detach(); }\n";
  const start = text.indexOf("join");
  for (const at of [start, text.lastIndexOf("join()\n")]) {
    const span = { file: path, start: at, end: at + 6 };
    const edit = acceptEdit(span, "waitchain-self-join", "why", text);
    const after = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    expect(after.split("\n")).toHaveLength(text.split("\n").length);
    expect(after).toContain("/* NOLINT(waitchain-self-join): why */");
    const unit = join(folder.path, "main.cpp");
    writeFileSync(unit, after);
    expect(await compileErrors(["-fsyntax-only", "-Wall", "-Werror", unit])).toBeNull();
  }
});
