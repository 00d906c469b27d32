/** Where a user's cache of facts lies unless told otherwise. Names the folder, touches nothing. */

import { homedir } from "node:os";
import { join } from "node:path";

/** What the platform calls the user's cache folder, and `waitchain` in it. Pure in its arguments. */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  return join(userCache(env, platform, home), "waitchain");
}

function userCache(
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
  home: string,
): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = env;
  // Somebody who sets it means it, whatever the platform. The standard says that a relative one is invalid.
  if (XDG_CACHE_HOME !== undefined && /^(?:[/\\]|[a-z]:)/i.test(XDG_CACHE_HOME))
    return XDG_CACHE_HOME;
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Caches");
    case "win32":
      return LOCALAPPDATA === undefined || LOCALAPPDATA === ""
        ? join(home, "AppData", "Local")
        : LOCALAPPDATA;
    default:
      return join(home, ".cache");
  }
}
