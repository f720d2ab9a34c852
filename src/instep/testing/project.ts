import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { adopt } from '../adopt';
import { check, type CheckOptions, type CheckResult } from '../check';
import { type Configuration, loadConfiguration } from '../configuration';
import { kettleYaml } from './kettle';

/** A small project in a temporary folder: documentation, ledger and features. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'instep-project-'));
  readonly docs = join(this.folder, 'docs');
  readonly ledger = join(this.folder, 'ledger');

  constructor() {
    this.write('ledger/instep.yaml', kettleYaml);
    this.write('ledger/names.txt', 'KETTLE_STATUS_OK\n');
    this.write('facts.json', '{ "KETTLE_STATUS_OK": 0, "functions": ["KettleStop"] }');
    mkdirSync(this.docs);
  }

  get configuration(): Configuration {
    return loadConfiguration(this.ledger);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  /** Writes pages of the documentation, by the names of their files. */
  page(name: string, ...paragraphs: string[]): void {
    this.write(`docs/${name}.md`, `# A Page\n\n${paragraphs.join('\n\n')}\n`);
  }

  /** Changes one place in a file. */
  edit(path: string, from: string, to: string): void {
    const text = this.read(path);
    if (!text.includes(from)) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
    this.write(
      path,
      text.replace(from, () => to),
    );
  }

  /** Enters all pages into the ledger; then gives some statements, by `page#address`, to remarks that are written down. */
  adopt(rules: Readonly<Record<string, string>> = {}): void {
    adopt(this.ledger, [this.docs], [], this.configuration);
    let feature = 'Feature: Kettles\n';
    for (const [statement, remark] of Object.entries(rules)) {
      const [page = '', at = ''] = statement.split('#');
      const file = `ledger/${page}.yaml`;
      const [before, block = ''] = this.read(file).split(`  - at: ${at}\n`);
      this.write(file, `${before ?? ''}  - at: ${at}\n${block.replace('gap: true', `rule: [${remark}]`)}`);
      feature += `\n  @must @remark:${remark}\n  Rule: ${remark} must hold\n\n    Example: It does\n      Given a lid\n`;
    }
    this.write('features/kettles.feature', feature);
  }

  check(options: CheckOptions = {}): CheckResult {
    return check(this.ledger, [this.docs], this.configuration, options);
  }

  /** A report without what differs from run to run. */
  plain(report: string): string {
    return report.replaceAll(`${this.folder}\\`, '').replaceAll(`${this.folder}/`, '').replaceAll('\\', '/');
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}
