/**
 * All that a client may have told us to do, in one immutable value. Made in fromProto.ts; nothing here
 * knows how options travel.
 */

import { defaultFeatureOptions, type FeatureOptions } from "../features/options.ts";

export interface Settings {
  readonly features: FeatureOptions;
  readonly index: IndexSettings;
  /** When a change is analysed by itself; what a person asks for is up to date in any case. */
  readonly run: Run;
  /** Wait this long after the last change before analysing again, in milliseconds. */
  readonly debounceMs: number;
  /** The client wants our status notification. */
  readonly status: boolean;
  /** Else neither git nor the workspace's own models are used. */
  readonly trusted: boolean;
}

export type Run = "onType" | "onSave" | "manual";

export interface IndexSettings {
  readonly exclude: readonly string[];
  /** 0: half of the cores. */
  readonly workers: number;
  readonly maxFileSizeKB: number;
  /** Facts are kept in the user's cache folder. */
  readonly cache: boolean;
}

export const defaultSettings: Settings = {
  features: defaultFeatureOptions,
  index: { exclude: [], workers: 0, maxFileSizeKB: 1024, cache: true },
  run: "onType",
  debounceMs: 300,
  status: false,
  trusted: true,
};

/** Whether files must be read again because of the difference. */
export function indexDiffers(a: IndexSettings, b: IndexSettings): boolean {
  return (
    a.workers !== b.workers ||
    a.cache !== b.cache ||
    a.maxFileSizeKB !== b.maxFileSizeKB ||
    a.exclude.length !== b.exclude.length ||
    a.exclude.some((glob, i) => glob !== b.exclude[i])
  );
}
