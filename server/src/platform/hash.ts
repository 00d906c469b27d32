/** SHA-256 as a hex digest, for ids that leave the process. */

import { createHash } from "node:crypto";

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
