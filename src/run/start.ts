import { resolve } from 'node:path';
import { violations } from '../violations';
import { runCommand } from './command';
import { accountOf } from './ledger';
import { startCommand } from './start-command';

const root = resolve(__dirname, '../..');

void runCommand(root, () => startCommand({ root, violations, ledger: accountOf }, process.argv, process.stdout));
