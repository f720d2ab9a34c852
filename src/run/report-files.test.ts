import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startCommand } from './start-command';
import { proveCommand } from '../proof/command';
import { clearReports, reportFiles, writeReport } from './report-files';

/** Gives a folder of its own, and takes it away in the end. */
async function inFolder(use: (root: string) => Promise<void> | void): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'chimney-spec-'));
  try {
    await use(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

test('a report is JSON in a folder that is made for it; clearing takes it away, and minds no absent one', async () => {
  await inFolder((root) => {
    writeReport(root, reportFiles.summary, { success: true });
    assert.equal(readFileSync(join(root, reportFiles.summary), 'utf8'), '{\n  "success": true\n}\n');
    clearReports(root, Object.values(reportFiles));
    assert.ok(!existsSync(join(root, reportFiles.summary)));
  });
});

test('a run that ends early leaves no report of an earlier one', async () => {
  await inFolder(async (root) => {
    const output = { write: () => true };
    const nothing = { pages: 0, gaps: 0, findings: 0 };
    const ledger = () => ({ page: () => nothing, totals: nothing });
    writeFileSync(join(root, 'cucumber.json'), '{"default":{"require":["steps.cjs"]}}');
    writeFileSync(join(root, 'steps.cjs'), "throw new Error('no steps today');");
    for (const file of Object.values(reportFiles)) writeReport(root, file, { success: true });
    await assert.rejects(startCommand({ root, violations: [], ledger }, ['node', 'start'], output), /no steps today/);
    for (const file of Object.values(reportFiles)) assert.ok(!existsSync(join(root, file)), file);
    writeReport(root, reportFiles.proof, { success: true });
    await assert.rejects(proveCommand({ root, violations: [] }, ['node', 'prove'], output), /no steps today/);
    assert.ok(!existsSync(join(root, reportFiles.proof)));
  });
});
