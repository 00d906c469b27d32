/**
 * What the server needs of the machine, said as an interface: the rest of lsp/ never touches node. The one
 * that works over real files is made in nodeDisk.ts.
 */

import type { CancelToken } from "../base/cancel.ts";
import type { Changes } from "../base/changedLines.ts";
import type { FileFacts } from "../facts/fileFacts.ts";
import type { UserModels } from "../platform/userModels.ts";
import type { IndexSettings } from "./settings.ts";

export interface IndexedFile {
  readonly path: string;
  readonly facts: FileFacts;
}

export interface Disk {
  /** All sources below the folders, extracted by workers. Throws Cancelled. */
  index(
    folders: readonly string[],
    settings: IndexSettings,
    onProgress: (done: number, total: number) => void,
    cancel: CancelToken,
  ): Promise<{ readonly files: readonly IndexedFile[]; readonly notes: readonly string[] }>;
  /** Paths of the sources below the folders, without reading them. */
  list(folders: readonly string[], settings: IndexSettings): Promise<ReadonlySet<string>>;
  /** Facts of one file as it is on disk; null when it is gone or cannot be read as text. */
  read(path: string, settings: IndexSettings): Promise<FileFacts | null>;
  text(path: string): Promise<string | null>;
  /** The models that a folder of the workspace has of its own; null when it has none. */
  userModels(folder: string): Promise<UserModels | null>;
  /** What is different below a folder since a git base; empty for the usual one. Never rejects. */
  changedSince(folder: string, base: string): Promise<Changes>;
  /** Facts of a text that an editor holds. */
  extract(path: string, text: string): Promise<FileFacts>;
}
