/**
 * What people say of their own functions, “this runs on that loop”, against what a finding assumes: a chain in
 * which such a function runs elsewhere is wrong, and its finding goes. Only takes away; that more may hang where
 * the function is said to run is not concluded here.
 */

import type { ModelSet } from "../models/modelSet.ts";
import type { Finding } from "./finding.ts";

export function contradictsWhatIsSaid({ chain }: Finding, models: ModelSet): boolean {
  return chain.some((step) => {
    const said = models.runsOn(step.function);
    return said !== undefined && step.context !== "" && step.context !== said;
  });
}
