/** What the picture's page and its host say to each other. Both ends check what comes: only these shapes pass. */

import type { WireGraph, WireLocation } from "../../server/src/protocol/requests.ts";

export interface GraphTexts {
  readonly [key: string]: string;
}

/** To the page. */
export interface DrawMessage {
  readonly type: "draw";
  readonly graph: WireGraph;
  /** Id of the finding that stands out; "" for none. */
  readonly chosen: string;
  readonly title: string;
  readonly note: string;
  readonly texts: GraphTexts;
}

/** From the page. */
export type PageMessage =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly location: WireLocation }
  | { readonly type: "save"; readonly form: "svg" | "png"; readonly data: string }
  | { readonly type: "copy"; readonly text: string };

/** null: not one of ours. */
export function pageMessage(given: unknown): PageMessage | null {
  if (typeof given !== "object" || given === null) return null;
  const { type, location, form, data, text } = given as Record<string, unknown>;
  if (type === "ready") return { type };
  if (type === "open" && isLocation(location)) return { type, location };
  if (type === "save" && (form === "svg" || form === "png") && typeof data === "string")
    return { type, form, data };
  return type === "copy" && typeof text === "string" ? { type, text } : null;
}

function isLocation(given: unknown): given is WireLocation {
  if (typeof given !== "object" || given === null) return false;
  const { uri, range } = given as Record<string, unknown>;
  if (typeof uri !== "string" || typeof range !== "object" || range === null) return false;
  const { start, end } = range as Record<string, unknown>;
  return [start, end].every(
    (place) =>
      typeof place === "object" &&
      place !== null &&
      typeof (place as Record<string, unknown>)["line"] === "number" &&
      typeof (place as Record<string, unknown>)["character"] === "number",
  );
}
