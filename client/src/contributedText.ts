/** One text of the manifest in each language that we speak. */

export interface Text {
  readonly en: string;
  readonly zh: string;
}
