import { resolve } from 'node:path';
import { runCommand } from '../run/command';
import { violations } from '../violations';
import { proveCommand } from './command';

const root = resolve(__dirname, '../..');

void runCommand(root, () => proveCommand({ root, violations }, process.argv, process.stdout));
