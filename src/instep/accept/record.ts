import { readFileSync } from 'node:fs';
import type { ComparedPage } from '../check';
import { type Change, type Kept, type Said, sectionOf } from '../compare/match';
import type { Fingerprints } from '../fingerprint';
import type { LedgerPage, LedgerStatement } from '../ledger/form';
import { formatStatement } from '../ledger/write';
import { Problem } from '../problem';
import { divide } from './partition';
import { RecordText } from './text';

/** The record of one page while verdicts are written into it. */
export class RecordEditor {
  readonly text: RecordText;
  /** For each statement of the page, by its address there, its address in the ledger. */
  private readonly known = new Map<string, string>();
  private readonly recorded: ReadonlyMap<string, LedgerStatement>;
  /** Statements that moved, and stand where they stood: nothing is to follow them there. */
  private readonly astray = new Set<string>();
  /** Statements that have another address now, by the one that they had. */
  readonly renamed = new Map<string, string>();

  constructor(
    readonly page: LedgerPage,
    private readonly compared: ComparedPage | null,
    private readonly fingerprints: Fingerprints,
  ) {
    this.text = new RecordText(page, readFileSync(page.file, 'utf8'));
    this.recorded = new Map(page.statements.map((statement) => [statement.at, statement]));
    for (const change of compared?.match.changes ?? []) {
      if (change.state === 'added' || change.state === 'removed' || change.elsewhere !== null) continue;
      if (change.state === 'moved') this.astray.add(change.recorded.at);
      for (const { statement } of [change.said, ...change.further]) this.known.set(statement.at, change.recorded.at);
    }
  }

  /** Accepts what a statement says now as another wording of it, or as its only one when the meaning changed. */
  reword(change: Kept, reason: string, meaningChanged: boolean): void {
    const { recorded, mergedWith, said, further } = change;
    const whole = [said, ...further].sort((a, b) => this.placeOf(a) - this.placeOf(b));
    const words = whole.flatMap(({ statement }) => statement.words);
    const group = [recorded, ...mergedWith].sort((a, b) => a.line - b.line);
    const parts = divide(
      words.map((word) => this.fingerprints.word(word)),
      group.map(({ wordings }) => wordings[0]?.words.split(' ') ?? []),
    );
    const own = parts?.[group.indexOf(recorded)]?.join(' ');
    if (own === undefined)
      throw new Problem(`${recorded.at} was merged with others into too few words`, this.page.file);
    const { level } = said.statement;
    if (!meaningChanged && level !== recorded.level && level !== null && recorded.level !== null) {
      const what = `${recorded.at} says ${level} where it said ${recorded.level}: its meaning changed`;
      throw new Problem(what, this.page.file, recorded.line, 'Change the Rule, and say --verdict meaning-changed.');
    }
    this.text.edit(this.addressOf(recorded.at), (statement) => {
      if (meaningChanged) {
        statement.set('is', own);
        statement.set('level', level);
        statement.set('changed', reason);
      } else if (!recorded.wordings.some((wording) => wording.words === own)) statement.addWording(own, reason);
    });
    if (meaningChanged) this.passLevelOn(recorded);
  }

  /** Gives the statements that a lead-in leads to the level that they take from it now. */
  private passLevelOn({ at: lead, level }: LedgerStatement): void {
    for (const change of this.compared?.match.changes ?? []) {
      if (change.state !== 'unchanged' || change.recorded.lead !== lead) continue;
      const now = change.said.statement.level;
      if (now === change.recorded.level || change.recorded.level !== level) continue;
      this.text.edit(this.addressOf(change.recorded.at), (statement) => {
        statement.set('level', now);
      });
    }
  }

  /** Moves a statement to where it stands on the page now. */
  move({ recorded, said }: Kept): void {
    const from = this.addressOf(recorded.at);
    const block = this.text.take(from);
    this.text.put(from, block, this.before(said));
    this.astray.delete(recorded.at);
    if (sectionOf(recorded.at) === sectionOf(said.statement.at)) return;
    const to = this.freeAddress(said);
    this.text.rename(from, to);
    this.renamed.set(recorded.at, to);
    this.relead(recorded.at, to);
    this.setLead(to, said);
  }

  /** Takes a statement out, because it stands on another page; nothing is led to by it any more. */
  take(recorded: LedgerStatement): string {
    const at = this.addressOf(recorded.at);
    const block = this.text.take(at);
    this.relead(recorded.at, null);
    return block;
  }

  /** Puts in a statement that stood on another page; returns its address. */
  putIn(block: string, said: Said): string {
    const at = this.freeAddress(said);
    // Until it has its own, no address: another statement of this page may have the one that it had on the other.
    this.text.put('', block, this.before(said));
    this.text.rename('', at);
    this.known.set(said.statement.at, at);
    this.setLead(at, said);
    return at;
  }

  /** Enters a new statement as a gap; returns its address. */
  enter(said: Said, note: string): string {
    const { kind, level } = said.statement;
    const at = this.freeAddress(said);
    const lines = formatStatement({
      at,
      says: null,
      kind,
      level,
      lead: this.leadOf(said),
      wordings: [{ words: said.wording, why: null }],
      absent: null,
      repeats: null,
      changed: null,
      except: new Map(),
      disposition: { is: 'gap', note },
    });
    this.text.put(at, lines.join('\n'), this.before(said));
    this.known.set(said.statement.at, at);
    return at;
  }

  /** Notes why a statement may be absent. */
  allowAbsence({ at }: LedgerStatement, reason: string): void {
    this.text.edit(this.addressOf(at), (statement) => {
      statement.set('absent', reason);
    });
  }

  /** Notes why what a statement says may be said again. */
  allowRepetition({ wording }: Said, reason: string): string {
    const repeated = this.page.statements.find(({ wordings }) => wordings.some(({ words }) => words === wording));
    if (repeated === undefined) {
      throw new Problem(
        'no statement of the page has this wording: it repeats nothing',
        this.page.file,
        null,
        'Say --verdict new.',
      );
    }
    this.text.edit(this.addressOf(repeated.at), (statement) => {
      statement.set('repeats', reason);
    });
    return repeated.at;
  }

  private addressOf(at: string): string {
    return this.renamed.get(at) ?? at;
  }

  private placeOf({ statement }: Said): number {
    return this.compared?.found.page.statements.indexOf(statement) ?? 0;
  }

  /** The address, in the ledger, of the statement behind which one stands on the page; null at its start. */
  private before(said: Said): string | null {
    const statements = this.compared?.found.page.statements ?? [];
    for (let place = this.placeOf(said) - 1; place >= 0; place--) {
      const at = this.known.get(statements[place]?.at ?? '');
      if (at !== undefined && !this.astray.has(at)) return this.addressOf(at);
    }
    return null;
  }

  /**
   * An address for a statement that comes in: that of the page when it comes last in its section and no other statement
   * has it, else the next free part of the number before. Addresses that were given stay as they are.
   */
  private freeAddress(said: Said): string {
    const { addresses } = this.text;
    const taken = new Set([...addresses, ...this.recorded.keys()]);
    const { at } = said.statement;
    const section = sectionOf(at);
    const before = this.before(said);
    const behind = addresses.slice(before === null ? 0 : addresses.indexOf(before) + 1);
    if (!taken.has(at) && !behind.some((other) => other !== at && sectionOf(other) === section)) return at;
    const inSection = before !== null && sectionOf(before) === section;
    const number = inSection ? before.slice(section.length + 1).replace(/\.\d+$/, '') : '0';
    for (let part = 1; ; part++) {
      const free = `${section}/${number}.${part}`;
      if (!taken.has(free)) return free;
    }
  }

  /** The address, in the ledger, of a statement's lead-in. */
  private leadOf({ statement: { lead } }: Said): string | null {
    const known = lead === null ? undefined : this.known.get(lead);
    return known === undefined ? null : this.addressOf(known);
  }

  private setLead(at: string, said: Said): void {
    this.text.edit(at, (statement) => {
      statement.set('lead', this.leadOf(said));
    });
  }

  /** Follows a lead-in that has another address now, or is gone. */
  private relead(from: string, to: string | null): void {
    const here = new Set(this.text.addresses);
    for (const { at, lead } of this.page.statements) {
      if (lead !== from || !here.has(this.addressOf(at))) continue;
      this.text.edit(this.addressOf(at), (statement) => {
        statement.set('lead', to);
      });
    }
  }
}

/** Whether a change is one of a statement that the ledger and the documentation both have. */
export function isKept(change: Change): change is Kept {
  return change.state !== 'added' && change.state !== 'removed';
}
