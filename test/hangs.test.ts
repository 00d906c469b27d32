/**
 * The programs of test/hangs, compiled and run, and read: what hangs must be found, where its labels say and with the
 * chain that they say; what exits must be silent. A program that no longer hangs is a failure like a missed finding.
 *
 * UPDATE_LABELS=1 prints the label lines of every finding (`file:line: label`), to be read, judged and pasted.
 */

import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { analyse } from "./harness/analyse.ts";
import { buildFolder, compileErrors, withoutCompiler } from "./harness/compiler.ts";
import { differences, labelsOf, labelText } from "./harness/fixture.ts";
import { type HangProgram, hangPrograms } from "./harness/programs.ts";

/** Milliseconds. The programs that hang do so within a second of saying “stopping”, all others exit in two. */
const patience = { begin: 15_000, hang: 2_000, exit: 10_000 };

const build = buildFolder();
afterAll(() => build.remove());

test("there are programs of each kind", () => {
  const count = (kind: HangProgram["kind"]): number =>
    hangPrograms.filter((program) => program.kind === kind).length;
  expect(count("bug")).toBeGreaterThanOrEqual(19);
  expect(count("fixed")).toBe(count("bug"));
  expect(count("correct")).toBeGreaterThanOrEqual(12);
});

describe("analysis", () => {
  test.for(hangPrograms)("$name", (program) => {
    const labels = labelsOf(program.files);
    const found = analyse(program.files);
    if (process.env["UPDATE_LABELS"] === "1") printLabels(program, found);
    expect(differences(labels, found)).toEqual([]);
    const wrong = labels.filter((label) => label.kind !== "step");
    if (program.kind === "bug") expect(wrong.length).toBeGreaterThan(0);
    else expect(wrong).toEqual([]);
  });
});

describe.skipIf(withoutCompiler)("run", () => {
  test.concurrent.for(hangPrograms)("$name", { timeout: 180_000 }, async (program, { expect }) => {
    const executable = join(build.path, program.name.replace("/", "-"));
    const unit = `${executable}.cpp`;
    writeFileSync(unit, unityOf(program));
    const errors = await compileErrors([
      "-O0",
      "-pthread",
      "-Wall",
      "-Wextra",
      "-o",
      executable,
      unit,
    ]);
    expect(errors).toBeNull();
    const ended = await run(executable, program.kind === "bug");
    if (program.kind === "bug") {
      expect(ended).toMatchObject({ code: null, signal: "SIGKILL" });
      expect(ended.said).toMatch(/^stopping$/m);
      expect(ended.said).not.toMatch(/^stopped$/m);
    } else expect(ended).toMatchObject({ code: 0, signal: null });
  });
});

/** One source that includes all others: the standard headers are read once, not once a file. */
function unityOf({ folder, files }: HangProgram): string {
  return files
    .filter(({ path }) => !path.endsWith(".h"))
    .map(({ path }) => `#include ${JSON.stringify(join(folder, path))}\n`)
    .join("");
}

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly said: string;
}

/** Kills a program that should hang some time after it says “stopping”, any other when it takes too long. */
function run(executable: string, hangs: boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    const kill = (): void => void child.kill("SIGKILL");
    let timer = setTimeout(kill, hangs ? patience.begin : patience.exit);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const before = said.includes("stopping");
      said += text;
      if (!hangs || before || !said.includes("stopping")) return;
      clearTimeout(timer);
      timer = setTimeout(kill, patience.hang);
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, said });
    });
  });
}

function printLabels(program: HangProgram, found: ReturnType<typeof analyse>): void {
  const lines = found.findings.flatMap((finding, i) =>
    labelText(`d${i + 1}`, finding, found.files, () => true).map(
      ({ file, line, text }) => `${program.folder}/${file}:${line}: ${text}\n`,
    ),
  );
  process.stdout.write(lines.join(""));
}
