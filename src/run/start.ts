import { resolve } from 'node:path';
import { MONITOR_NAMES as monitors } from '../contract/contract';
import { violations } from '../violations';
import { runCommand } from './command';
import { accountOf } from './ledger';
import { startCommand } from './start-command';

const root = resolve(__dirname, '../..');

void runCommand(root, () =>
  startCommand({ root, violations, monitors, ledger: accountOf }, process.argv, process.stdout),
);
