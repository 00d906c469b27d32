/**
 * Entry point of the command line: wires the steps together, turns what went wrong into one sentence and an
 * exit code. Never calls process.exit while a report may still be on its way.
 */

import { CommanderError } from "commander";
import { buildPaths } from "../platform/compileCommands.ts";
import { Cancelled, type CancelToken } from "../base/cancel.ts";
import { changedSince } from "../platform/git.ts";
import { indexPaths, type IndexResult } from "../platform/indexPaths.ts";
import { errorCode, errorText, InputError } from "../platform/inputError.ts";
import { sourceFiles } from "../platform/sourceFiles.ts";
import { version } from "../platform/version.ts";
import { analyseFiles } from "./analyse.ts";
import { emptyCache, tellCache } from "./cache.ts";
import { check, type CheckSteps, type ExitCode } from "./check.ts";
import { makeCommand } from "./command.ts";
import { explain } from "./explain.ts";
import { readFactsSets, writeFacts } from "./factsSets.ts";
import { listModels, showModel, testModels } from "./models.ts";
import { localeFor, processTerminal } from "./terminal.ts";
import { modelsFor } from "./userModels.ts";

process.stdout.on("error", (error) => {
  // `| head` closes the pipe early. Other errors reach the write that caused them.
  if (errorCode(error) !== "EPIPE") process.exitCode = 2;
});
process.stderr.on("error", () => {});

process.exitCode = await run(process.argv);

async function run(argv: readonly string[]): Promise<ExitCode> {
  const terminal = processTerminal();
  let code: ExitCode = 0;
  const command = makeCommand(version, {
    check: async (paths, options) => {
      code = await interruptible((steps, token) => check(paths, options, steps, terminal, token));
    },
    facts: async (paths, options) => {
      code = await interruptible((_, token) => writeFacts(paths, options, terminal, token));
    },
    link: async (sets, options) => {
      const index = (): Promise<IndexResult> => readFactsSets(sets, terminal.cwd);
      code = await interruptible((steps, token) =>
        check(["."], options, { ...steps, index }, terminal, token),
      );
    },
    explain: (rule) => explain(rule, terminal),
    lsp: startServer,
    cache: {
      stats: (folder, locale) => tellCache(folder, localeFor(locale, terminal), terminal),
      clear: (folder, locale) => emptyCache(folder, localeFor(locale, terminal), terminal),
    },
    models: {
      test: async (files, locale) => {
        code = await testModels(files, localeFor(locale, terminal), terminal);
      },
      list: (locale) => listModels(localeFor(locale, terminal), terminal),
      show: (name, locale) => showModel(name, localeFor(locale, terminal), terminal),
    },
  });
  try {
    await command.parseAsync([...argv]);
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Cancelled) return 130;
    if (error instanceof InputError) {
      terminal.err(`waitchain: ${error.message}\n`);
      return 2;
    }
    terminal.err(`waitchain: internal error: ${errorText(error)}\n`);
    if (argv.includes("-v") || argv.includes("--verbose")) {
      terminal.err(`${error instanceof Error ? error.stack : ""}\n`);
    } else {
      terminal.err("This is a defect of waitchain. Run again with --verbose for its place.\n");
    }
    return 2;
  }
}

/** While files are read, Ctrl-C ends the workers first; a second one ends the process at once. */
async function interruptible(
  act: (steps: CheckSteps, token: CancelToken) => Promise<ExitCode>,
): Promise<ExitCode> {
  const token = { cancelled: false };
  const onInterrupt = (): void => {
    token.cancelled = true;
  };
  process.once("SIGINT", onInterrupt);
  const steps: CheckSteps = {
    index: indexPaths,
    analyse: ((files, cancel, models, includePaths) => {
      process.off("SIGINT", onInterrupt);
      return analyseFiles(files, cancel, models, includePaths);
    }) satisfies typeof analyseFiles,
    models: modelsFor,
    build: buildPaths,
    changedSince,
    sources: sourceFiles,
    version,
  };
  try {
    return await act(steps, token);
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

/** The server lies beside this bundle and reads `--stdio` from the command line itself. */
async function startServer(): Promise<void> {
  const server = new URL("./server.mjs", import.meta.url).href;
  try {
    await import(server);
  } catch (error) {
    if (errorCode(error) === "ERR_MODULE_NOT_FOUND") {
      throw new InputError("incomplete installation: server.mjs is missing");
    }
    throw error;
  }
}
