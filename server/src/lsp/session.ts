/**
 * What the handlers share: the connection, what the client can do, the settings, the workspace and the last
 * answer. The one mutable thing here is the answer with its filter; everything else guards itself.
 */

import type { ClientCapabilities, Connection } from "vscode-languageserver";
import { type Shown, shownOf } from "../features/shown.ts";
import type { FeatureOptions } from "../features/options.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { Analysis, Stats } from "../solve/analysis.ts";
import type { Answer } from "./analysisLoop.ts";
import { makePlaces, type Places } from "./places.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import type { Workspace } from "./workspace.ts";

/** What every request is answered from. */
export interface View {
  readonly shown: Shown;
  readonly files: ReadonlyMap<string, FileFacts>;
  readonly places: Places;
  readonly options: FeatureOptions;
  /** Bumped whenever findings or contexts may have changed. */
  readonly revision: number;
  readonly milliseconds: number;
}

export type Activity =
  | { readonly kind: "indexing"; readonly done: number; readonly total: number }
  | { readonly kind: "ready" }
  | { readonly kind: "error"; readonly message: string };

export class Session {
  readonly connection: Connection;
  readonly workspace: Workspace;
  capabilities: ClientCapabilities = {};
  settings: Settings = defaultSettings;
  /** The first thing that a server does is to index. */
  activity: Activity = { kind: "indexing", done: 0, total: 0 };
  #answer: Answer | null = null;
  #shown: Shown | null = null;
  #revision = 0;

  constructor(connection: Connection, workspace: Workspace) {
    this.connection = connection;
    this.workspace = workspace;
  }

  setAnswer(answer: Answer): void {
    this.#answer = answer;
    this.refilter();
  }

  /** After settings changed: the same answer, seen through another filter. */
  refilter(): void {
    this.#shown = shownOf(
      this.#answer?.analysis ?? nothing,
      this.#answer?.files ?? new Map<string, FileFacts>(),
      this.settings.features,
    );
    this.#revision++;
  }

  view(): View {
    const files = this.#answer?.files ?? new Map<string, FileFacts>();
    return {
      shown: (this.#shown ??= shownOf(nothing, files, this.settings.features)),
      files,
      places: makePlaces(files, (path) => this.workspace.document(path)),
      options: this.settings.features,
      revision: this.#revision,
      milliseconds: this.#answer?.milliseconds ?? 0,
    };
  }
}

const noStats: Stats = {
  files: 0,
  lines: 0,
  bytes: 0,
  filesWithGaps: 0,
  bytesInGaps: 0,
  functions: 0,
  contexts: 0,
  waits: 0,
  unknownWaits: 0,
  followed: { exact: 0, overrideSet: 0, callback: 0, library: 0, guess: 0, unresolved: 0 },
  named: { function: 0, library: 0, constructor: 0, value: 0, macro: 0, unresolved: 0 },
  cutFunctions: 0,
};

/** Before the first answer. */
const nothing: Analysis = {
  findings: [],
  contexts: [],
  waits: [],
  functions: [],
  calls: [],
  stats: noStats,
};
