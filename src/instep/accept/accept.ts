import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerFile } from '../adopt';
import { type ComparedPage, type Comparison, compare } from '../check';
import type { Change } from '../compare/match';
import type { Configuration } from '../configuration';
import { contentsName } from '../ledger/contents';
import type { Finding, LedgerPage } from '../ledger/form';
import { readFinding, readLedgerPage } from '../ledger/load';
import { scalar } from '../ledger/write';
import { withLock } from '../ledger/lock';
import { type Write, writeTogether } from '../ledger/transaction';
import { Problem } from '../problem';
import { readRemarks } from '../remarks';
import { addressOf, selectChanges, selectPages } from './select';
import { isKept, RecordEditor } from './record';
import type { Verdict } from './verdicts';

/** What was decided, and about what. */
export interface Decision {
  /** `page#address`, `page#address..address`, or pages: ids, or patterns with `*`. */
  readonly what: readonly string[];
  readonly verdict: Verdict;
  readonly reason: string;
  /** Whether the folders hold all of the documentation. */
  readonly complete: boolean;
}

/** What was written. */
export interface Accepted {
  /** What the verdict was about, as the ledger names it now. */
  readonly statements: readonly string[];
  /** The files that were written or removed. */
  readonly files: readonly string[];
}

/**
 * Records a verdict in the ledger: all of it or, when anything is wrong, nothing.
 *
 * @throws Problem when there is nothing to decide, the verdict does not fit, or the ledger cannot be written
 */
export function accept(
  ledgerFolder: string,
  docs: readonly string[],
  configuration: Configuration,
  decision: Decision,
): Accepted {
  return withLock(ledgerFolder, () => record(ledgerFolder, docs, configuration, decision));
}

function record(
  ledgerFolder: string,
  docs: readonly string[],
  configuration: Configuration,
  decision: Decision,
): Accepted {
  const comparison = compare(ledgerFolder, docs, configuration, { complete: decision.complete });
  const work = new Work(ledgerFolder, comparison, configuration.features);
  const { verdict, reason } = decision;
  const told: string[] = [];
  for (const what of decision.what) {
    if (verdict === 'retired') {
      if (!decision.complete) {
        throw new Problem(
          'only who sees all of the documentation sees that a page is gone',
          null,
          null,
          'Add --complete.',
        );
      }
      const gone = comparison.missing.filter(({ retired }) => retired === null);
      for (const page of selectPages(gone, what, 'gone')) {
        work.editor(page).text.setPage('retired', reason);
        told.push(page.id);
      }
    } else if (verdict === 'renamed') {
      const renamed = comparison.compared.filter(({ found, record }) => found.id !== record.id);
      for (const { id } of selectPages(
        renamed.map(({ record }) => record),
        what,
        'under another name',
      )) {
        const to = renamed.find(({ record }) => record.id === id)?.found.id ?? id;
        work.renamePage(id, to);
        told.push(to);
      }
    } else {
      const { page, changes } = selectChanges(comparison, what, verdict);
      for (const change of changes) told.push(work.decide(page, change, verdict, reason));
    }
  }
  return { statements: told, files: work.write() };
}

/** The records that verdicts are written into, until all of them are written together. */
class Work {
  private readonly editors = new Map<string, RecordEditor>();
  private readonly pageNames = new Map<string, string>();
  /** Statements that have another address or page now. */
  private readonly moved = new Map<string, { readonly page: string; readonly at: string }>();

  constructor(
    private readonly folder: string,
    private readonly comparison: Comparison,
    private readonly features: string,
  ) {}

  editor(page: LedgerPage, compared: ComparedPage | null = null): RecordEditor {
    const held = this.editors.get(page.id);
    if (held !== undefined) return held;
    const editor = new RecordEditor(page, compared, this.comparison.fingerprints);
    this.editors.set(page.id, editor);
    return editor;
  }

  renamePage(id: string, to: string): void {
    const page = this.comparison.ledger.pages.get(id);
    if (page === undefined) return;
    const file = ledgerFile(this.folder, to);
    if (existsSync(file)) throw new Problem(`the ledger holds ${to} already`, file);
    this.editor(page).text.setPage('page', to);
    this.pageNames.set(id, to);
  }

  /** Writes a verdict about one change; returns what it was about, as the ledger names it now. */
  decide(page: ComparedPage, change: Change, verdict: Verdict, reason: string): string {
    const { record } = page;
    const editor = this.editor(record, page);
    if (change.state === 'added') {
      const at =
        verdict === 'repeated' ? editor.allowRepetition(change.said, reason) : editor.enter(change.said, reason);
      return `${record.id}#${at}`;
    }
    if (!isKept(change)) {
      editor.allowAbsence(change.recorded, reason);
      return `${record.id}#${change.recorded.at}`;
    }
    if (change.state === 'reworded') {
      for (const one of [change, ...this.mergedWith(page, change)])
        editor.reword(one, reason, verdict === 'meaning-changed');
    }
    if (change.elsewhere !== null) {
      const target = this.comparison.compared.find(({ found }) => found.page.file === change.elsewhere?.file);
      if (target === undefined)
        throw new Problem(`${change.elsewhere.page} is not in the ledger`, null, null, 'Adopt it first.');
      const at = this.editor(target.record, target).putIn(editor.take(change.recorded), change.said);
      this.moved.set(`${record.id}#${change.recorded.at}`, { page: target.record.id, at });
      return `${target.record.id}#${at}`;
    }
    if (change.state === 'moved') {
      editor.move(change);
      const at = editor.renamed.get(change.recorded.at) ?? change.recorded.at;
      this.moved.set(`${record.id}#${change.recorded.at}`, { page: record.id, at });
      return `${record.id}#${at}`;
    }
    return `${record.id}#${addressOf(change)}`;
  }

  /** The changes of the statements that one was merged with: a verdict is about all of them. */
  private mergedWith({ match }: ComparedPage, { mergedWith }: { readonly mergedWith: readonly object[] }) {
    return match.changes.filter(isKept).filter(({ recorded }) => mergedWith.includes(recorded));
  }

  /** Writes everything together, after each file was read back. */
  write(): string[] {
    const writes: Write[] = [];
    for (const [id, editor] of this.editors) {
      const text = editor.text.toString();
      const name = this.pageNames.get(id) ?? id;
      const file = ledgerFile(this.folder, name);
      readLedgerPage(text.replaceAll('\r\n', '\n'), file, name);
      writes.push({ file, text });
      if (name !== id) writes.push({ file: editor.page.file, text: null });
    }
    for (const finding of this.comparison.ledger.findings) {
      const text = this.findingText(finding);
      if (text !== null) writes.push({ file: finding.file, text });
    }
    writes.push(...this.featureTexts());
    const contents = this.contentsText();
    if (contents !== null) writes.push({ file: join(this.folder, contentsName), text: contents });
    writeTogether(this.folder, writes);
    return writes.map(({ file }) => file);
  }

  /** The table of contents with the pages' new names; null when no page has one, or there is no table. */
  private contentsText(): string | null {
    const file = join(this.folder, contentsName);
    if (this.pageNames.size === 0 || !existsSync(file)) return null;
    return readFileSync(file, 'utf8').replace(
      /^(\s*- )([^\s#]+)/gm,
      (_, dash: string, id: string) => `${dash}${this.pageNames.get(id) ?? id}`,
    );
  }

  /** The features about pages that have a new name, with the pages' tags changed. */
  private featureTexts(): Write[] {
    if (this.pageNames.size === 0) return [];
    const about = readRemarks(this.features).pages.filter(({ id }) => this.pageNames.has(id));
    return [...new Set(about.map(({ file }) => file))].map((file) => ({
      file,
      text: readFileSync(file, 'utf8').replace(/^([ \t]*@.*)$/gm, (tags: string) =>
        tags.replace(/(?<=@page:)\S+/g, (id) => this.pageNames.get(id) ?? id),
      ),
    }));
  }

  /** A finding whose sides stand elsewhere now; null when none does. */
  private findingText(finding: Finding): string | null {
    const lines = readFileSync(finding.file, 'utf8').split('\n');
    let changed = false;
    for (const { page, at, line } of finding.sides) {
      const to = this.moved.get(`${page}#${at}`) ?? { page, at };
      const name = this.pageNames.get(to.page) ?? to.page;
      if (name === page && to.at === at) continue;
      changed = true;
      // A side is written in one line or in three.
      for (let index = line - 1; index < line + 2 && index < lines.length; index++) {
        const text = lines[index] ?? '';
        if (index > line - 1 && /^\s*-/.test(text)) break;
        lines[index] = text
          .replace(/(\bpage: *)[^,}\s]+/, (_, key: string) => `${key}${scalar(name)}`)
          .replace(/(\bat: *)[^,}\s]+/, (_, key: string) => `${key}${scalar(to.at)}`);
      }
    }
    if (!changed) return null;
    const text = lines.join('\n');
    readFinding(text.replaceAll('\r\n', '\n'), finding.file, finding.id);
    return text;
  }
}
