import { resolve } from 'node:path';

/** How many addresses a message names before it says that there are more. */
const MOST = 2;

let addresses: Map<string, string[]> | null = null;

/**
 * Where the documentation says what a remark says: the addresses of its statements, from the ledger. The ledger is read
 * when the first failure asks, and not before.
 * @returns `guide/page, remarks/3`; empty when the ledger names none, or cannot be read
 */
export function statementsOf(remark: string): string {
  addresses ??= readAddresses();
  const all = addresses.get(remark) ?? [];
  const shown = all.slice(0, MOST).join('; ');
  return all.length > MOST ? `${shown} and ${String(all.length - MOST)} more` : shown;
}

function readAddresses(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  try {
    // Reading documentation records is slow to load, and a run that passes has no use for it.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { loadLedger } = require('../../src/instep') as typeof import('../../src/instep');
    for (const [page, { statements }] of loadLedger(resolve(__dirname, '../../ledger')).pages) {
      for (const { at, disposition } of statements) {
        if (disposition.is !== 'rule') continue;
        for (const remark of disposition.remarks) found.set(remark, [...(found.get(remark) ?? []), `${page}, ${at}`]);
      }
    }
  } catch {
    // A broken ledger has a command of its own that says so; here it only takes the addresses away.
  }
  return found;
}
