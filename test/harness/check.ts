/** One annotated fixture as one test: as labelled, in either order of its files and with blank lines above. */

import { expect, test } from "vitest";
import { analyse } from "./analyse.ts";
import { differences, labelsOf, type SourceFile, splitFixture } from "./fixture.ts";

/** `prelude` are files of other fixtures to include; they have no labels of their own. */
export function fixture(name: string, text: string, prelude: readonly SourceFile[] = []): void {
  test(name, () => {
    const files = [...prelude, ...splitFixture(text)];
    const labels = labelsOf(files);
    expect(differences(labels, analyse(files))).toEqual([]);
    expect(differences(labels, analyse([...files].reverse()))).toEqual([]);
    const moved = files.map((file) => ({ path: file.path, text: `\n\n${file.text}` }));
    expect(differences(labelsOf(moved), analyse(moved))).toEqual([]);
  });
}
