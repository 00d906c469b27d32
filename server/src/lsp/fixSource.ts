/** Where the light bulb gets its fixes from: the fixes layer, in the terms of features/codeActions.ts. */

import type { FixSource } from "../features/codeActions.ts";

export const fixSource: FixSource = {
  prepare: () => [],
  apply: () => null,
};
