import { resolve } from 'node:path';
import { runCommand } from '../run/command';
import { siteCommand } from './command';

const root = resolve(__dirname, '../..');

void runCommand(root, () => Promise.resolve(siteCommand(root, process.argv, process.stdout)));
