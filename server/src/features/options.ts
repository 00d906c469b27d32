/**
 * What a reader has asked to see. The same options filter every surface of the editor, so that a rule that
 * is off is off everywhere. Knows nothing of settings files or protocols.
 */

import type { Locale } from "../report/messages.ts";
import type { Confidence, Level, RuleId } from "../rules/finding.ts";

export interface FeatureOptions {
  readonly locale: Locale;
  /** Findings below this are not shown. */
  readonly confidence: Confidence;
  readonly codeLens: Extent;
  readonly hover: Extent;
  readonly inlayHints: Exclude<Extent, "all">;
  /** By rule id without prefix. */
  readonly rules: Readonly<Partial<Record<RuleId, Level | "off">>>;
  /** Most entries of related information per diagnostic. */
  readonly relatedSteps: number;
  /** The editor can run our commands. */
  readonly commands: boolean;
  /** The editor draws `$(icon)`. */
  readonly icons: boolean;
}

/** `findings`: only where something is wrong. `all`: wherever something is known. */
export type Extent = "findings" | "all" | "off";

export const defaultFeatureOptions: FeatureOptions = {
  locale: "en",
  confidence: "likely",
  codeLens: "findings",
  hover: "findings",
  inlayHints: "off",
  rules: {},
  relatedSteps: 5,
  commands: false,
  icons: false,
};
