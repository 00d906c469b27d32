/**
 * `waitchain models`: tries models on annotated C++ and says what models there are. Each tested file is a
 * world of its own, so that nothing but the models explains what is found in it.
 */

import { foldFindings } from "../rules/fold.ts";
import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { neverCancelled } from "../base/cancel.ts";
import { builtinModelFiles } from "../models/builtin.ts";
import type { ModelFile } from "../models/schema.ts";
import { createExtractor } from "../platform/extractor.ts";
import { errorText, InputError } from "../platform/inputError.ts";
import { modelsWith } from "../platform/userModels.ts";
import { differencesOf, type Label, labelsOf, splitFixture } from "../report/labels.ts";
import { type Locale, renderMessage } from "../report/messages.ts";
import { analyseFiles } from "./analyse.ts";
import type { ExitCode } from "./check.ts";
import type { Terminal } from "./terminal.ts";
import { userModelsFor } from "./userModels.ts";

/** 0: all as labelled; 1: something differs. Throws InputError for what the caller must repair. */
export async function testModels(
  files: readonly string[],
  locale: Locale,
  terminal: Terminal,
): Promise<ExitCode> {
  const { cwd } = terminal;
  const user = await userModelsFor(files.length > 0 ? files : ["."], cwd, locale);
  const tested = files.length > 0 ? files.map((file) => resolve(cwd, file)) : (user?.tests ?? []);
  if (tested.length === 0)
    throw new InputError(renderMessage({ id: "models.no-tests", holes: {} }, locale));
  const models = modelsWith(user?.files ?? []);
  const extract = await createExtractor();
  let code: ExitCode = 0;
  for (const path of tested) {
    const file = relative(cwd, path);
    const parts = splitFixture(await textOf(path, file));
    const sources = parts.map((part) =>
      part.path === "main.cpp" ? { ...part, path: file } : part,
    );
    const labels = labelsIn(sources, file);
    const facts = sources.map((source) => ({ path: source.path, facts: extract(source.text) }));
    const { analysis, files: analysed } = analyseFiles(facts, neverCancelled, models);
    const found = { findings: foldFindings(analysis.findings), files: analysed };
    const wrong = differencesOf(labels, found);
    if (wrong.length > 0) code = 1;
    const title =
      wrong.length === 0
        ? { id: "models.pass", holes: { file, n: String(labels.length) } }
        : { id: "models.fail", holes: { file } };
    const lines = [
      renderMessage(title, locale),
      ...wrong.map((m) => `  ${renderMessage(m, locale)}`),
    ];
    await terminal.out(`${lines.join("\n")}\n`);
  }
  return code;
}

async function textOf(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new InputError(`${name}: ${errorText(error)}`);
  }
}

function labelsIn(sources: ReturnType<typeof splitFixture>, name: string): readonly Label[] {
  try {
    return labelsOf(sources);
  } catch (error) {
    throw new InputError(`${name}: ${errorText(error)}`);
  }
}

/** A line for each library: the shipped ones, then the user's own. */
export async function listModels(locale: Locale, terminal: Terminal): Promise<void> {
  const files = await allFiles(locale, terminal);
  const width = Math.max(...files.map(({ library }) => library.length));
  const lines = files.map((file) => `${file.library.padEnd(width)}  ${file.description}\n`);
  await terminal.out(lines.join(""));
}

/** Everything that models say under a name, as JSON. Throws InputError when that is nothing. */
export async function showModel(name: string, locale: Locale, terminal: Terminal): Promise<void> {
  const own = (await userModelsFor(["."], terminal.cwd, locale))?.files ?? [];
  const models = modelsWith(own);
  const canonical = models.canonical(name);
  const [type, fn] = [models.type(name), models.function(name)];
  if (type === undefined && fn === undefined)
    throw new InputError(renderMessage({ id: "models.unknown", holes: { name } }, locale));
  const methods = Object.fromEntries(
    [...builtinModelFiles, ...own].flatMap((file) =>
      Object.entries(file.functions).filter(([key]) => key.startsWith(`${canonical}::`)),
    ),
  );
  const said = {
    ...(type === undefined ? {} : { types: { [canonical]: type } }),
    functions: { ...(fn === undefined ? {} : { [canonical]: fn }), ...methods },
  };
  await terminal.out(`${JSON.stringify(said, null, 2)}\n`);
}

async function allFiles(locale: Locale, terminal: Terminal): Promise<readonly ModelFile[]> {
  const own = (await userModelsFor(["."], terminal.cwd, locale))?.files ?? [];
  return [...builtinModelFiles, ...own];
}
