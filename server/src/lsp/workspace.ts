/**
 * Documents and files -> Host. Documents that an editor holds win over the disk. Changes are only noted
 * when they come; `settle` turns all of them into facts at once, before an analysis. Knows no protocol but
 * the shape of a text change, and nothing of what is done with the facts.
 */

import type { TextDocumentContentChangeEvent } from "vscode-languageserver";
import type { CancelToken } from "../base/cancel.ts";
import type { Host, Snapshot } from "../engine/host.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { ModelFile } from "../models/schema.ts";
import { configNames, modelsWith, type UserModels } from "../platform/userModels.ts";
import type { Disk } from "./disk.ts";
import {
  changedDocument,
  forgetMoves,
  openedDocument,
  type OpenDocument,
  type TextMove,
} from "./openDocument.ts";
import type { IndexSettings } from "./settings.ts";

export class Workspace {
  readonly #host: Host;
  readonly #disk: Disk;
  readonly #report: (problem: string) => void;
  readonly #onModels: () => void;
  #settings: IndexSettings;
  #folders: readonly string[] = [];
  #open = new Map<string, OpenDocument>();
  /** Files that the last index or the watcher found below the folders. */
  #onDisk = new Set<string>();
  /** Paths whose facts are older than their text. */
  #stale = new Set<string>();
  /** Paths that a watcher reported as new: they count only if the index would take them. */
  #created = new Set<string>();
  /** Of each folder that has a configuration: what was found there last, and the last models without fault. */
  #ownModels = new Map<string, { found: UserModels; good: readonly ModelFile[] }>();
  #models: readonly ModelFile[] = [];
  #modelsStale = false;
  #trusted = true;
  /** Version of each open document that the facts in the host were made from. */
  #factsVersions = new Map<string, number>();

  /** `onModels`: users' models were read, whatever came of it. */
  constructor(
    host: Host,
    disk: Disk,
    settings: IndexSettings,
    report: (problem: string) => void,
    onModels: () => void,
  ) {
    this.#onModels = onModels;
    this.#host = host;
    this.#disk = disk;
    this.#settings = settings;
    this.#report = report;
  }

  /** The users' own; the same list as long as nothing changed. */
  get models(): readonly ModelFile[] {
    return this.#models;
  }

  /** What was found in each folder that has a configuration. */
  ownModels(): readonly UserModels[] {
    return [...this.#ownModels.values()].map(({ found }) => found);
  }

  /** Whether the file says something about models, or did. */
  isModelFile(path: string): boolean {
    if (configNames.some((name) => path.endsWith(name))) return true;
    if (this.ownModels().some(({ read }) => read.includes(path))) return true;
    return /\.(?:json|ya?ml)$/.test(path);
  }

  modelsChanged(): void {
    this.#modelsStale = true;
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  /** The innermost folder with this file; null when none has it. */
  folderOf(path: string): string | null {
    const around = this.#folders.filter((folder) => isBelow(path, folder));
    return around.toSorted((a, b) => b.length - a.length)[0] ?? null;
  }

  setFolders(folders: readonly string[]): void {
    this.#folders = [...new Set(folders)];
  }

  /** The models of a workspace that is not trusted might silence what is wrong in it: they are not read. */
  setTrusted(trusted: boolean): void {
    this.#trusted = trusted;
  }

  setSettings(settings: IndexSettings): void {
    this.#settings = settings;
  }

  snapshot(): Snapshot {
    return this.#host.snapshot();
  }

  document(path: string): OpenDocument | undefined {
    return this.#open.get(path);
  }

  documents(): Iterable<OpenDocument> {
    return this.#open.values();
  }

  /** Versions of the open documents that the current snapshot speaks of. */
  factsVersions(): ReadonlyMap<string, number> {
    return new Map(this.#factsVersions);
  }

  movesOf(path: string): readonly TextMove[] {
    return this.#open.get(path)?.moves ?? [];
  }

  open(path: string, uri: string, languageId: string, version: number, text: string): void {
    this.#open.set(path, openedDocument(path, uri, languageId, version, text));
    this.#factsVersions.delete(path);
    this.#stale.add(path);
  }

  change(path: string, changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    const before = this.#open.get(path);
    if (before === undefined) return;
    this.#open.set(path, changedDocument(before, changes, version));
    this.#stale.add(path);
  }

  close(path: string): void {
    if (!this.#open.delete(path)) return;
    this.#factsVersions.delete(path);
    this.#stale.add(path);
  }

  fileCreated(path: string): void {
    this.#created.add(path);
  }

  fileChanged(path: string): void {
    if (this.#onDisk.has(path)) this.#stale.add(path);
    else this.#created.add(path);
  }

  /** A folder may go as well: everything below it goes with it. */
  fileDeleted(path: string): void {
    for (const known of this.#onDisk) {
      if (known !== path && !isBelow(known, path)) continue;
      this.#onDisk.delete(known);
      this.#stale.add(known);
    }
    this.#created.delete(path);
  }

  /** The answer is out for these versions: what moved before them is no longer needed. */
  answered(versions: ReadonlyMap<string, number>): void {
    for (const [path, version] of versions) {
      const document = this.#open.get(path);
      if (document !== undefined) this.#open.set(path, forgetMoves(document, version));
    }
  }

  /** Reads everything below the folders again. Throws Cancelled and then leaves all as it was. */
  async index(
    onProgress: (done: number, total: number) => void,
    cancel: CancelToken,
  ): Promise<readonly string[]> {
    const { files, notes } = await this.#disk.index(
      this.#folders,
      this.#settings,
      onProgress,
      cancel,
    );
    const found = new Set(files.map((file) => file.path));
    const remove = [...this.#host.snapshot().files.keys()].filter(
      (path) => !found.has(path) && !this.#open.has(path),
    );
    this.#host.apply({ remove, upsert: files.filter(({ path }) => !this.#open.has(path)) });
    this.#onDisk = found;
    await this.#loadModels();
    for (const path of this.#open.keys()) this.#stale.add(path);
    return notes;
  }

  get unsettled(): boolean {
    return this.#stale.size > 0 || this.#created.size > 0 || this.#modelsStale;
  }

  /** Brings the host up to date. Changes that come meanwhile stay noted for the next time. */
  async settle(): Promise<void> {
    if (this.#modelsStale) await this.#loadModels();
    await this.#takeCreated();
    const paths = [...this.#stale];
    this.#stale.clear();
    for (const path of paths) {
      try {
        await this.#refresh(path);
      } catch (error) {
        this.#report(`${path}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  async textOf(path: string): Promise<string | null> {
    return this.#open.get(path)?.document.getText() ?? this.#disk.text(path);
  }

  /** A folder whose models are broken keeps the last good ones. */
  async #loadModels(): Promise<void> {
    this.#modelsStale = false;
    const before = this.#ownModels;
    const now: typeof before = new Map();
    for (const folder of this.#trusted ? this.#folders : []) {
      const found = await this.#disk.userModels(folder);
      if (found === null) continue;
      const good = found.problems.length > 0 ? (before.get(folder)?.good ?? []) : found.files;
      now.set(folder, { found, good });
    }
    this.#ownModels = now;
    this.#onModels();
    const models = [...now.values()].flatMap(({ good }) => good);
    if (JSON.stringify(models) === JSON.stringify(this.#models)) return;
    this.#models = models;
    this.#host.apply({ models: modelsWith(models) });
  }

  /** A new file counts when an index would find it: not ignored, not excluded, not of a build. */
  async #takeCreated(): Promise<void> {
    if (this.#created.size === 0) return;
    const created = [...this.#created];
    this.#created.clear();
    const listed = await this.#disk.list(this.#folders, this.#settings);
    for (const path of created) {
      if (!listed.has(path)) continue;
      this.#onDisk.add(path);
      this.#stale.add(path);
    }
  }

  async #refresh(path: string): Promise<void> {
    const open = this.#open.get(path);
    if (open !== undefined) {
      const { version } = open.document;
      const facts = await this.#disk.extract(path, open.document.getText());
      if (!this.#open.has(path)) return;
      this.#upsert(path, facts);
      this.#factsVersions.set(path, version);
      return;
    }
    const facts = this.#onDisk.has(path) ? await this.#disk.read(path, this.#settings) : null;
    if (this.#open.has(path)) return;
    if (facts !== null) this.#upsert(path, facts);
    else if (this.#host.snapshot().files.has(path)) this.#host.apply({ remove: [path] });
  }

  /** Opening a file mostly brings the facts that the index had: no reason to analyse everything again. */
  #upsert(path: string, facts: FileFacts): void {
    const before = this.#host.snapshot().files.get(path);
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(facts)) return;
    this.#host.apply({ upsert: [{ path, facts }] });
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && /^[/\\]/.test(path.slice(folder.length));
}
