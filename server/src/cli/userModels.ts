/**
 * The models that a run of the command line works with: those that ship, and those of the nearest
 * configuration above the paths. Anything wrong in the latter ends the run: findings made with half of
 * somebody's models would be worse than none.
 */

import { relative } from "node:path";
import type { ModelSet } from "../models/modelSet.ts";
import { InputError } from "../platform/inputError.ts";
import { commonDirectory, reportRoot } from "../platform/reportRoot.ts";
import {
  configFolder,
  loadUserModels,
  type ModelFault,
  modelsWith,
  type UserModels,
} from "../platform/userModels.ts";
import { type Locale, renderMessage } from "../report/messages.ts";

export async function modelsFor(
  paths: readonly string[],
  cwd: string,
  locale: Locale,
): Promise<ModelSet> {
  return modelsWith((await userModelsFor(paths, cwd, locale))?.files ?? []);
}

/** null: there is no configuration. Throws InputError with a line for each problem. */
export async function userModelsFor(
  paths: readonly string[],
  cwd: string,
  locale: Locale,
): Promise<UserModels | null> {
  const folder = await configFolder(commonDirectory(paths, cwd), reportRoot(paths, cwd).directory);
  const found = folder === null ? null : await loadUserModels(folder);
  if (found === null || found.problems.length === 0) return found;
  const lines = found.problems.map((problem) => `\n${faultLine(problem, cwd, locale)}`);
  const summary = renderMessage({ id: "models.broken", holes: {} }, locale);
  throw new InputError(`${summary}${lines.join("")}`);
}

/** `file:line:column: error: sentence`: as compilers say it, so that editors find the place. */
function faultLine(fault: ModelFault, cwd: string, locale: Locale): string {
  const name = relative(cwd, fault.file);
  const shown = name.startsWith("..") ? fault.file : name;
  return `${shown}:${fault.line}:${fault.column}: error: ${renderMessage(fault.message, locale)}`;
}
