/** One sentence in each language that we speak. */

export interface MessageText {
  readonly en: string;
  readonly zh: string;
}
