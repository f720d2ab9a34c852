import { resolve } from 'node:path';
import { MONITOR_NAMES as monitors } from '../contract/contract';
import { runCommand } from '../run/command';
import { violations } from '../violations';
import { proveCommand } from './command';

const root = resolve(__dirname, '../..');

void runCommand(root, () => proveCommand({ root, violations, monitors }, process.argv, process.stdout));
