/** What the command line may say, as values. Reads words, touches nothing: every parser here is pure. */

import { InvalidArgumentError } from "commander";
import { isRuleId, ruleLevels, shortRuleId } from "../report/ruleLevels.ts";
import type { Confidence, Level, RuleId } from "../rules/finding.ts";
import { closest } from "./closest.ts";

export const formats = ["text", "short", "json"] as const;
export const failLevels = ["error", "warning", "note", "never"] as const;
export const confidences = ["certain", "likely", "possible"] as const;
export const colours = ["auto", "always", "never"] as const;
export const locales = ["en", "zh-CN"] as const;

/** The options of commands that read sources. */
interface ReadOptions {
  /** False after `--no-cache`. */
  readonly cache: boolean;
  readonly cacheDir?: string;
  readonly jobs?: number;
  readonly exclude: readonly string[];
  readonly maxFileSize: number;
  /** Milliseconds. */
  readonly fileTimeout: number;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export interface FactsOptions extends ReadOptions {
  readonly output: string;
}

/** The options of `check`, as commander hands them over. `link` reads no source, and has the rest of them. */
export interface CheckOptions extends ReadOptions {
  readonly format: (typeof formats)[number];
  readonly output?: string;
  readonly failOn: (typeof failLevels)[number];
  readonly rule: RuleChoice;
  readonly confidence: Confidence;
  /** Milliseconds. */
  readonly timeout?: number;
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
  /** A git revision. */
  readonly since?: string;
  readonly gaps?: boolean;
  readonly reportUnusedSuppressions?: boolean;
  readonly color: (typeof colours)[number];
  readonly locale?: (typeof locales)[number];
  readonly stats?: boolean;
  readonly full?: boolean;
}

/** `--rule a --rule b=note`: rules named alone are the only ones, the others change a level. */
export interface RuleChoice {
  readonly only: ReadonlySet<RuleId> | null;
  readonly levels: Readonly<Partial<Record<RuleId, Level | "off">>>;
}

export const allRules: RuleChoice = { only: null, levels: {} };

export function parseRule(value: string, before: RuleChoice): RuleChoice {
  const [name = "", level, ...rest] = value.split("=");
  const rule = ruleNamed(name);
  if (level === undefined) {
    return { ...before, only: new Set([...(before.only ?? []), rule]) };
  }
  if (rest.length > 0 || !isRuleLevel(level)) {
    throw new InvalidArgumentError(`Levels are error, warning, note and off.`);
  }
  return { ...before, levels: { ...before.levels, [rule]: level } };
}

/** Throws InvalidArgumentError with a suggestion. */
export function ruleNamed(name: string): RuleId {
  const id = shortRuleId(name);
  if (isRuleId(id)) return id;
  const near = closest(id, Object.keys(ruleLevels));
  const hint =
    near === null ? `Rules: ${Object.keys(ruleLevels).join(", ")}.` : `Did you mean ${near}?`;
  throw new InvalidArgumentError(`There is no rule “${name}”. ${hint}`);
}

/** `90`, `90s`, `10m`, `1h`, `500ms` -> milliseconds. */
export function parseDuration(value: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(value);
  const unit = durations[match?.[2] ?? "s"] ?? 0;
  const result = Number(match?.[1] ?? "NaN") * unit;
  if (!Number.isFinite(result) || result <= 0) {
    throw new InvalidArgumentError("A time is a positive number with s, m or h, as in 90s.");
  }
  return result;
}

/** `500KB`, `10MB`, `4096` -> bytes. */
export function parseSize(value: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)i?b?$/i.exec(value);
  const result = Number(match?.[1] ?? "NaN") * (sizes[(match?.[2] ?? "").toLowerCase()] ?? 0);
  if (!Number.isFinite(result) || result <= 0) {
    throw new InvalidArgumentError("A size is a positive number with KB, MB or GB, as in 10MB.");
  }
  return Math.floor(result);
}

export function parseJobs(value: string): number {
  if (!/^\d{1,3}$/.test(value)) throw new InvalidArgumentError("A number of threads, 0 for none.");
  return Number(value);
}

export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function isRuleLevel(level: string): level is Level | "off" {
  return level === "error" || level === "warning" || level === "note" || level === "off";
}

const durations: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const sizes: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
