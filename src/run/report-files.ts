import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where a run leaves its reports, relative to the project. */
export const reportFiles = {
  messages: 'reports/messages.ndjson',
  html: 'reports/cucumber.html',
  junit: 'reports/junit.xml',
  proof: 'reports/proof.json',
  summary: 'reports/summary.json',
} as const;

/** The folder that the living documentation is built in, relative to the project. */
export const siteFolder = 'reports/site';

/** Takes the reports of an earlier run away, so that a run that ends early leaves none that speak of another. */
export function clearReports(root: string, files: readonly string[]): void {
  for (const file of files) rmSync(join(root, file), { force: true, recursive: true });
}

/** Writes a report as JSON that can be read and compared, creating its folder. */
export function writeReport(root: string, file: string, content: object): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
}

/** What the jobs of `npm test` leave for it to count, relative to the project. */
export const countedFiles = { specification: 'reports/specification.ndjson', unit: 'reports/unit.json' } as const;
