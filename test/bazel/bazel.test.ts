/**
 * The build rule of examples/bazel, by a real Bazel: the report is that of `check`, an edit reads one target again, and
 * what one machine has read another takes from their common cache.
 */

import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonReport } from "../../server/src/report/json.ts";
import { standIns } from "./standIns.ts";

const { generatedProject, plantedIn } = (await import(
  new URL("../../tools/bench/project.mjs", import.meta.url).href
)) as {
  readonly generatedProject: (size: number) => readonly { name: string; text: string }[];
  readonly plantedIn: (size: number) => number;
};
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const dist = join(root, ".tsbuild/test-bazel");

// As with the compiler: what was never made must not look like what passed.
const strict = process.env["CI"] === "true" || process.env["CI"] === "1";
const isMissing = !strict && spawnSync("bazel", ["--version"], { stdio: "ignore" }).status !== 0;
if (isMissing)
  console.error(
    "\n!! bazel is missing: its rule is not tested. On Debian: apt-get install bazel-bootstrap\n",
  );

describe.skipIf(isMissing)("the build rule", () => {
  let scratch = "";
  let workspace = "";
  const outputs = ["here", "elsewhere"] as const;

  beforeAll(() => {
    const args = ["esbuild.mjs", "--only", "cli,worker", "--out", dist];
    expect(spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" }).stderr).toBe("");
    scratch = mkdtempSync(join(tmpdir(), "bazel-"));
    workspace = join(scratch, "workspace");
    cpSync(join(root, "examples/bazel"), workspace, { recursive: true });
    for (const { name, text } of [...generatedProject(1), ...buildFiles]) {
      mkdirSync(dirname(join(workspace, "generated", name)), { recursive: true });
      writeFileSync(join(workspace, "generated", name), text);
    }
    standIns(join(scratch, "rules"));
  });

  afterAll(() => {
    for (const output of outputs) bazel(output, "shutdown");
    // Bazel takes away the right to write from what it made.
    spawnSync("chmod", ["-R", "u+w", scratch]);
    rmSync(scratch, { recursive: true, force: true });
  });

  function bazel(output: (typeof outputs)[number], command: string, ...words: readonly string[]) {
    const startup = [`--output_user_root=${join(scratch, output)}`, "--max_idle_secs=30"];
    const options = command === "build" ? buildOptions() : [];
    return spawnSync("bazel", [...startup, command, ...options, ...words], {
      cwd: workspace,
      encoding: "utf8",
    });
  }

  function buildOptions(): string[] {
    return [
      `--repo_env=WAITCHAIN_DIST=${dist}`,
      `--repo_env=WAITCHAIN_NODE=${process.execPath}`,
      `--disk_cache=${join(scratch, "cache")}`,
      ...["rules_cc", "rules_java", "rules_proto"].map(
        (name) => `--override_repository=${name}=${join(scratch, "rules", name)}`,
      ),
    ];
  }

  /** Of each action that was needed: what it is called, and whether the cache had its result. */
  function build(output: (typeof outputs)[number], target: string) {
    const log = join(scratch, "actions.json");
    const words = [`--execution_log_json_file=${log}`, target];
    const { status, stderr } = bazel(output, "build", ...words);
    expect(status, stderr).toBe(0);
    const logged = readFileSync(log, "utf8").trim();
    const actions =
      logged === ""
        ? []
        : (JSON.parse(`[${logged.replaceAll(/^\}\{$/gm, "},{")}]`) as readonly {
            readonly mnemonic: string;
            readonly remoteCacheHit: boolean;
          }[]);
    const some = (mnemonic: string, cached: boolean): number =>
      actions.filter((a) => a.mnemonic === mnemonic && a.remoteCacheHit === cached).length;
    return {
      read: some("WaitchainFacts", false),
      linked: some("WaitchainLink", false),
      cached: some("WaitchainFacts", true) + some("WaitchainLink", true),
    };
  }

  function reported(report: string): JsonReport["findings"] {
    return (JSON.parse(readFileSync(join(workspace, report), "utf8")) as JsonReport).findings;
  }

  function checked(folder: string): JsonReport["findings"] {
    const words = ["check", folder, "-f", "json", "--no-cache", "-q"];
    const { stdout } = spawnSync(process.execPath, [join(dist, "cli.mjs"), ...words], {
      cwd: workspace,
      encoding: "utf8",
    });
    return (JSON.parse(stdout) as JsonReport).findings;
  }

  test("reports what check reports", () => {
    expect(build("here", "//server:waits")).toEqual({ read: 2, linked: 1, cached: 0 });
    const findings = reported("bazel-bin/server/waits.json");
    expect(findings.map(({ rule }) => rule)).toContain("waitchain-self-wait");
    expect(findings).toEqual(checked("server"));
  });

  test("also of a larger project", () => {
    expect(build("here", "//generated:waits")).toEqual({ read: 4, linked: 1, cached: 0 });
    const findings = reported("bazel-bin/generated/waits.json");
    expect(findings.filter(({ level }) => level === "error")).toHaveLength(plantedIn(1));
    expect(findings).toEqual(checked("generated"));
  });

  test("reads again what was edited, and nothing else", () => {
    expect(build("here", "//generated:waits")).toEqual({ read: 0, linked: 0, cached: 0 });
    appendFileSync(join(workspace, "generated/group0/service3.cc"), "\nvoid more() {}\n");
    expect(build("here", "//generated:waits")).toEqual({ read: 1, linked: 1, cached: 0 });
  });

  test("takes from the cache what another machine has read", () => {
    expect(build("elsewhere", "//generated:waits")).toEqual({ read: 0, linked: 0, cached: 5 });
  });
});

const library = (name: string, deps: readonly string[]): string =>
  `cc_library(
    name = "${name}",
    srcs = glob(["*.cc"]),
    hdrs = glob(["*.h"]),
    visibility = ["//visibility:public"],
    deps = ${JSON.stringify(deps)},
)
`;

const buildFiles = [
  { name: "base/BUILD.bazel", text: library("base", []) },
  { name: "group0/BUILD.bazel", text: library("group0", ["//generated/base"]) },
  { name: "group1/BUILD.bazel", text: library("group1", ["//generated/base"]) },
  {
    name: "BUILD.bazel",
    text: `load("//waitchain:defs.bzl", "waitchain_report")

cc_binary(
    name = "main",
    srcs = ["main.cc"],
    deps = ["//generated/group0", "//generated/group1"],
)

waitchain_report(
    name = "waits",
    deps = [":main"],
)
`,
  },
];
