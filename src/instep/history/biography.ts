import { Problem } from '../problem';
import type { Chronicle, Moment, Place } from './chronicle';
import { fewestWordsToMove, type Fate, mostOthers } from './judge';
import type { Told } from './versions';

/** Something that happened to a statement. */
export interface Event {
  readonly commit: string;
  readonly date: string;
  readonly subject: string;
  /** `page-renamed` and `page-revived` happened to the page that it stood on. */
  readonly what: 'added' | 'reworded' | 'moved' | 'page-renamed' | 'page-revived' | 'removed';
  /** The page's path, and the statement's address on it, after the event. */
  readonly page: string;
  readonly at: string;
  /** The same before the event; null when there was nothing. */
  readonly from: { readonly page: string; readonly at: string } | null;
  /** Its words after the event, and before it when they were others. */
  readonly words: string;
  readonly wordsBefore: string | null;
}

/** The life of one statement. */
export interface Biography {
  /** Where it stands, or stood last. */
  readonly page: string;
  readonly at: string;
  readonly line: number;
  readonly words: string;
  /** When it got the words that it has. */
  readonly since: string;
  /** What happened to it, the oldest first. */
  readonly events: readonly Event[];
  /** How many edits of its page left it as it was. */
  readonly untouched: number;
}

interface Standing {
  readonly place: Place;
  readonly told: Told;
}

/**
 * Tells the life of one statement, by walking its page's history backwards.
 *
 * @param path the page's last path
 * @param at the statement's address in the page's last version
 * @throws Problem when the last version has no such statement
 */
export async function tellLife(chronicle: Chronicle, path: string, at: string): Promise<Biography> {
  const last = chronicle.lastOf(path);
  const place = last === null ? null : chronicle.contentAt(last);
  const version = place === null ? null : await chronicle.read(place);
  const told = version?.statements.find((statement) => statement.at === at);
  if (last === null || place === null || told === undefined) {
    const known = version === null ? 'cannot be read' : `has ${version.statements.length} statements, but not ${at}`;
    throw new Problem(
      `the last version of this page ${known}`,
      path,
      null,
      'Leave the statement out to see how the page changed; --rev names an older commit.',
    );
  }
  const events: Event[] = [];
  let untouched = 0;
  let standing: Standing = { place, told };
  if (last.edit.after === null) events.unshift(eventOf(last, 'removed', standing, standing));
  let until = last.edit.after === null ? last.index : Infinity;
  for (
    let maker = chronicle.makerOf(standing.place, until);
    maker !== null;
    maker = chronicle.makerOf(standing.place, until)
  ) {
    until = maker.index;
    const step = await stepBack(chronicle, maker, standing);
    if (step.event !== null) events.unshift(step.event);
    else untouched++;
    if (step.before === null) break;
    standing = step.before;
  }
  const since = events.findLast(({ what, wordsBefore }) => what === 'added' || wordsBefore !== null)?.date;
  return { page: path, at, line: told.line, words: told.wording, since: since ?? last.commit.date, events, untouched };
}

/** What an edit did to a statement, and where that stood before; null when it did not. */
async function stepBack(
  chronicle: Chronicle,
  maker: Moment,
  now: Standing,
): Promise<{ readonly event: Event | null; readonly before: Standing | null }> {
  const { edit } = maker;
  const parents: (Place & { readonly as?: 'renamed' | 'revived' })[] = edit.before.map((hash) => ({
    path: edit.from ?? edit.path,
    hash,
  }));
  const ancestor = parents.length === 0 ? await chronicle.ancestorOf(maker) : null;
  if (ancestor !== null) parents.push(ancestor);
  const found: { place: (typeof parents)[number]; fate: Exclude<Fate, { state: 'added' | 'removed' }> }[] = [];
  for (const { as, ...written } of parents) {
    const readable = await chronicle.readable(written, maker.index);
    const fates = readable === null ? null : await chronicle.compare(readable, now.place);
    if (readable === null || fates === null) continue;
    const place = as === undefined ? readable : { ...readable, as };
    const fate = fates.find((one) => one.state !== 'removed' && one.after.at === now.told.at);
    if (fate !== undefined && fate.state !== 'added' && fate.state !== 'removed') found.push({ place, fate });
  }
  // Of a merge's parents, the one that says it as the merge does tells where it comes from.
  const origin = found.find(({ fate }) => fate.state === 'unchanged') ?? found[0];
  if (origin !== undefined) {
    const before = { place: { path: origin.place.path, hash: origin.place.hash }, told: origin.fate.before };
    const what = whatHappened(origin.fate, edit.from !== null, origin.place.as ?? null);
    return { event: what === null ? null : eventOf(maker, what, now, before), before };
  }
  const source = await findSource(chronicle, maker, now);
  if (source !== null) return { event: eventOf(maker, 'moved', now, source), before: source };
  return { event: eventOf(maker, 'added', now, null), before: null };
}

function whatHappened(
  fate: Exclude<Fate, { state: 'added' | 'removed' }>,
  renamed: boolean,
  as: 'renamed' | 'revived' | null,
): Event['what'] | null {
  if (fate.state !== 'unchanged') return fate.state;
  if (as === 'revived') return 'page-revived';
  return renamed || as === 'renamed' ? 'page-renamed' : null;
}

function eventOf({ commit }: Moment, what: Event['what'], now: Standing, before: Standing | null): Event {
  return {
    commit: commit.hash,
    date: commit.date,
    subject: commit.subject,
    what,
    page: now.place.path,
    at: now.told.at,
    from: before === null ? null : { page: before.place.path, at: before.told.at },
    words: now.told.wording,
    wordsBefore: before === null || before.told.wording === now.told.wording ? null : before.told.wording,
  };
}

/** The other page that lost, in the same commit, a statement with the same words. */
async function findSource(chronicle: Chronicle, { commit, edit }: Moment, now: Standing): Promise<Standing | null> {
  if (now.told.wording.split(' ').length < fewestWordsToMove) return null;
  const others = commit.edits.filter((other) => other !== edit && other.kind !== 'A').slice(0, mostOthers);
  for (const other of others) {
    const [hash] = other.before;
    const place = hash === undefined ? null : { path: other.from ?? other.path, hash };
    const before = place === null ? null : await chronicle.read(place);
    const told = before?.statements.find(({ wording }) => wording === now.told.wording);
    if (place === null || told === undefined) continue;
    const after = other.after === null ? null : await chronicle.read({ path: other.path, hash: other.after });
    if (after?.statements.some(({ wording }) => wording === told.wording) !== true) return { place, told };
  }
  return null;
}

/** The edits of a page under all the paths that it has had, the oldest first. */
export async function pageMoments(chronicle: Chronicle, path: string): Promise<Moment[]> {
  const moments: Moment[] = [];
  let name = path;
  let until = Infinity;
  for (let next = chronicle.before(name, until).next().value; next; next = chronicle.before(name, until).next().value) {
    const moment: Moment = next;
    moments.unshift(moment);
    until = moment.index;
    if (moment.edit.from !== null) name = moment.edit.from;
    else if (moment.edit.kind === 'A') name = (await chronicle.ancestorOf(moment))?.path ?? name;
  }
  return moments;
}
