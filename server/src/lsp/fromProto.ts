/**
 * From the protocol's terms to ours: untrusted option objects to settings. Nothing that a
 * client sends can make this throw; what is not understood leaves the old value in place.
 */

import type { Extent } from "../features/options.ts";
import type { AcceptParams, ChainsParams, ChangesParams } from "../protocol/requests.ts";
import { localeOf } from "../report/messages.ts";
import { isRuleId, shortRuleId } from "../report/ruleLevels.ts";
import type { Confidence, Level, RuleId } from "../rules/finding.ts";
import type { Run, Settings } from "./settings.ts";

/** Settings after a client's word; `given` has the shape of `ServerOptions`, any part may be missing or wrong. */
export function settingsFrom(given: unknown, before: Settings): Settings {
  const options = record(given);
  const index = record(options["index"]);
  const diagnostics = record(options["diagnostics"]);
  const { features } = before;
  const locale = options["locale"];
  return {
    features: {
      locale: typeof locale === "string" ? localeOf(locale) : features.locale,
      confidence: oneOf(options["confidence"], confidences, features.confidence),
      codeLens: oneOf(options["codeLens"], extents, features.codeLens),
      hover: oneOf(options["hover"], extents, features.hover),
      inlayHints: oneOf(options["inlayHints"], hintExtents, features.inlayHints),
      rules: "rules" in options ? ruleLevels(options["rules"]) : features.rules,
      relatedSteps: natural(diagnostics["relatedSteps"], features.relatedSteps, 100),
      commands: boolean(options["commands"], features.commands),
      icons: boolean(options["icons"], features.icons),
    },
    index: {
      exclude: "exclude" in options ? strings(options["exclude"]) : before.index.exclude,
      workers: natural(index["workers"], before.index.workers, 64),
      maxFileSizeKB: natural(index["maxFileSizeKB"], before.index.maxFileSizeKB, 1024 * 1024),
      cache: boolean(index["cache"], before.index.cache),
    },
    run: oneOf(options["run"], runs, before.run),
    debounceMs: natural(index["debounceMs"], before.debounceMs, 60_000),
    status: boolean(options["status"], before.status),
    trusted: before.trusted,
  };
}

/** Never from settings: a workspace that is not trusted has settings of its own. */
export function isTrusted(initializationOptions: unknown): boolean {
  return boolean(record(initializationOptions)["trusted"], true);
}

/** What is not of the right shape was not asked for. */
export function chainsParams(given: unknown): ChainsParams {
  const { uri, position } = record(given);
  if (typeof uri !== "string") return {};
  const { line, character } = record(position);
  if (typeof line !== "number" || typeof character !== "number") return { uri };
  return { uri, position: { line: Math.max(0, line), character: Math.max(0, character) } };
}

export function changesParams(given: unknown): ChangesParams {
  const { base, refresh } = record(given);
  return { base: typeof base === "string" ? base.trim() : "", refresh: refresh === true };
}

/** null: not understood. */
export function acceptParams(given: unknown): AcceptParams | null {
  const { kind, finding, context, reason } = record(given);
  if (typeof finding !== "string") return null;
  if (kind !== "ignore" && kind !== "neverBlocks" && kind !== "runsOn") return null;
  const said = typeof context === "string" ? context : "";
  if (kind === "runsOn" && said === "") return null;
  return { kind, finding, context: said, reason: typeof reason === "string" ? reason.trim() : "" };
}

const confidences: readonly Confidence[] = ["certain", "likely", "possible"];
const extents: readonly Extent[] = ["findings", "all", "off"];
const runs: readonly Run[] = ["onType", "onSave", "manual"];
const hintExtents = ["findings", "off"] as const;

function ruleLevels(given: unknown): Partial<Record<RuleId, Level | "off">> {
  const levels: Partial<Record<RuleId, Level | "off">> = {};
  for (const [key, value] of Object.entries(record(given))) {
    const rule = shortRuleId(key);
    const level = typeof value === "string" ? levelWords[value] : undefined;
    if (isRuleId(rule) && level !== undefined) levels[rule] = level;
  }
  return levels;
}

/** Editors say `info`, terminals say `note`. */
const levelWords: Readonly<Record<string, Level | "off">> = {
  error: "error",
  warning: "warning",
  note: "note",
  info: "note",
  information: "note",
  off: "off",
};

export function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((word) => word === value) ?? otherwise;
}

function natural(value: unknown, otherwise: number, most: number): number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0
    ? Math.min(Math.floor(value), most)
    : otherwise;
}

function boolean(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
