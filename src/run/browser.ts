import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';

/** Where browsers of the Chromium family are installed, by platform; relative ones are looked for on the PATH. */
const usualPlaces: Readonly<Record<string, readonly string[]>> = {
  linux: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'],
};

/**
 * Finds a browser to test the site in.
 * @param env the environment: `BROWSER_PATH` names the browser and counts before the usual places
 * @param platform the platform, as `process.platform` has it
 * @param exists whether there is a file of this path
 * @returns its path; null when there is none
 */
export function findBrowser(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): string | null {
  const named = env['BROWSER_PATH'] ?? '';
  if (named !== '') return exists(named) ? named : null;
  const { join, delimiter, isAbsolute } = platform === 'win32' ? win32 : posix;
  const folders =
    platform === 'win32'
      ? [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
      : [...(env['PATH'] ?? '').split(delimiter), '/usr/bin', '/snap/bin'];
  const candidates = (usualPlaces[platform] ?? usualPlaces['linux'] ?? []).flatMap((place) =>
    isAbsolute(place) ? [place] : folders.flatMap((folder) => (folder ? [join(folder, place)] : [])),
  );
  return candidates.find(exists) ?? null;
}
