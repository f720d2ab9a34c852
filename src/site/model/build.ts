import type { Chapter as LedgerChapter, Finding as LedgerFinding, LedgerPage, LedgerStatement } from '../../instep';
import type { Chapter as FeatureChapter } from '../../run/contents';
import type { WrittenFeature, WrittenRemark } from './features';
import type {
  Case,
  Changes,
  Chapter,
  Example,
  Finding,
  Page,
  ProvenViolation,
  Remark,
  RemarkState,
  Run,
  Site,
  Statement,
  StatementRef,
  StatementState,
} from './model';
import { keyOf } from './results';
import type { CaseResult } from './results';
import { Slugs } from './slug';

/** What a proof says of a remark. */
export interface ProofOfRemark {
  readonly state: string;
  readonly violations: readonly ProvenViolation[];
}

/** What the site is made of: everything that was read, and nothing that was made of it yet. */
export interface Sources {
  readonly features: readonly WrittenFeature[];
  /** The chapters of the specification, with feature files. */
  readonly featureChapters: readonly FeatureChapter[];
  /** The chapters of the documentation, with page ids. */
  readonly ledgerChapters: readonly LedgerChapter[];
  readonly ledgerPages: ReadonlyMap<string, LedgerPage>;
  readonly findings: readonly LedgerFinding[];
  /** The results of a run, by `keyOf`; null without a run. */
  readonly cases: ReadonlyMap<string, CaseResult> | null;
  /** By remark; null when no proof was made. */
  readonly proof: ReadonlyMap<string, ProofOfRemark> | null;
  readonly run: Run | null;
  readonly changes: Changes | null;
  readonly guide: string | null;
  /** Names of the interface as its header writes them, by their lower case: page ids are in lower case. */
  readonly names: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

const noResult: CaseResult = { status: 'not run', reason: null, failure: null, trace: null };

/** Makes the site's content of what was read. */
export function buildSite(sources: Sources): Site {
  const references = referencesOf(sources);
  const remarks = new Map<string, Remark>();
  for (const feature of sources.features) {
    for (const written of feature.remarks) {
      // A remark that lives twice is refused by the guard; the first one stays.
      if (remarks.has(written.id)) continue;
      remarks.set(written.id, remarkOf(written, feature, sources, references));
    }
  }
  const pages = pagesOf(sources, remarks);
  const chapters = chaptersOf(sources, pages);
  const inOrder = chapters.flatMap((chapter) => chapter.pages.flatMap(({ feature }) => feature?.remarks ?? []));
  return {
    chapters,
    pages,
    remarks: new Map(inOrder.map((remark) => [remark.id, remark])),
    findings: sources.findings.map((finding): Finding => {
      const { id, title, nature, names, reading, why, remark } = finding;
      const sides = finding.sides.map(({ page, at }) => ({
        page,
        at,
        says: sources.ledgerPages.get(page)?.statements.find((one) => one.at === at)?.says ?? null,
      }));
      return { id, title, nature, names, sides, reading, why, remark };
    }),
    run: sources.run,
    changes: sources.changes,
    guide: sources.guide,
    problems: sources.problems,
  };
}

/** What the ledger says of remarks and statements, turned round. */
interface References {
  readonly statementsOf: ReadonlyMap<string, readonly StatementRef[]>;
  readonly findingsOfRemark: ReadonlyMap<string, readonly string[]>;
  /** By `page#address`. */
  readonly findingsOfStatement: ReadonlyMap<string, readonly string[]>;
}

function referencesOf({ ledgerPages, findings }: Sources): References {
  const statementsOf = new Map<string, StatementRef[]>();
  for (const { id, statements } of ledgerPages.values()) {
    for (const { at, disposition } of statements) {
      if (disposition.is !== 'rule') continue;
      for (const remark of disposition.remarks) add(statementsOf, remark, { page: id, at });
    }
  }
  const findingsOfRemark = new Map<string, string[]>();
  const findingsOfStatement = new Map<string, string[]>();
  for (const { id, remark, sides } of findings) {
    if (remark !== null) add(findingsOfRemark, remark, id);
    for (const side of new Set(sides.map(({ page, at }) => `${page}#${at}`))) add(findingsOfStatement, side, id);
  }
  return { statementsOf, findingsOfRemark, findingsOfStatement };
}

function add<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function remarkOf(
  written: WrittenRemark,
  { file, page, background }: WrittenFeature,
  { cases: results, proof }: Sources,
  references: References,
): Remark {
  const examples = written.examples.map((example): Example => ({
    ...example,
    cases: example.cases.map((one): Case => ({ ...one, ...(results?.get(keyOf(file, one.name)) ?? noResult) })),
  }));
  const proven = proof?.get(written.id) ?? null;
  return {
    ...written,
    file,
    page: page ?? file,
    background: [...background, ...written.background],
    examples,
    state: remarkState(
      examples.flatMap(({ cases }) => cases),
      proven,
    ),
    violations: proven?.violations ?? null,
    statements: references.statementsOf.get(written.id) ?? [],
    findings: references.findingsOfRemark.get(written.id) ?? [],
  };
}

function remarkState(cases: readonly Case[], proof: ProofOfRemark | null): RemarkState {
  if (cases.some(({ status }) => status === 'failed')) return 'failing';
  if (cases.length > 0 && cases.every(({ status }) => status === 'not observed')) return 'not observed';
  return proof?.state === 'proven' ? 'proven' : 'specified';
}

function pagesOf(sources: Sources, remarks: ReadonlyMap<string, Remark>): Map<string, Page> {
  const { findingsOfStatement } = referencesOf(sources);
  const features = new Map(sources.features.map((feature) => [feature.page ?? feature.file, feature]));
  const ids = new Set([...sources.ledgerPages.keys(), ...features.keys()]);
  return new Map(
    [...ids].map((id): [string, Page] => {
      const feature = features.get(id) ?? null;
      const statements = sources.ledgerPages.get(id)?.statements ?? [];
      const findings = new Set(statements.flatMap(({ at }) => findingsOfStatement.get(`${id}#${at}`) ?? []));
      return [
        id,
        {
          id,
          title: feature?.title ?? titleOf(id, sources.names),
          original: originalOf(id, feature?.description ?? ''),
          retired: sources.ledgerPages.get(id)?.retired ?? null,
          feature: feature && {
            file: feature.file,
            description: feature.description,
            background: feature.background,
            remarks: feature.remarks.flatMap((written) => remarks.get(written.id) ?? []),
          },
          statements: statements.map((one) => statementOf(one, remarks, findingsOfStatement.get(`${id}#${one.at}`))),
          findings: [...findings],
        },
      ];
    }),
  );
}

function statementOf(
  statement: LedgerStatement,
  remarks: ReadonlyMap<string, Remark>,
  findings: readonly string[] = [],
): Statement {
  const { at, says, kind, level, lead, disposition } = statement;
  const shared = { at, says, kind, level, lead, findings, notes: notesOf(statement) };
  switch (disposition.is) {
    case 'rule': {
      const ids = disposition.remarks;
      const states = ids.map((id) => remarks.get(id)?.state ?? 'specified');
      return { ...shared, state: worst(states), reason: null, remarks: ids };
    }
    case 'informative':
    case 'untestable':
      return { ...shared, state: disposition.is, reason: disposition.reason, remarks: [] };
    case 'gap':
      return { ...shared, state: 'gap', reason: disposition.note, remarks: [] };
  }
}

function notesOf({ absent, repeats, changed, wordings, except }: LedgerStatement): string[] {
  return [
    ...(absent === null ? [] : [`An edition leaves it out: ${absent}`]),
    ...(repeats === null ? [] : [`An edition says it more than once: ${repeats}`]),
    ...(changed === null ? [] : [`Its words and its remarks changed: ${changed}`]),
    ...wordings.flatMap(({ why }) => (why === null ? [] : [`Another wording is accepted: ${why}`])),
    ...[...except].map(([what, why]) => `Its remarks need not say ${what}: ${why}`),
  ];
}

/** What several remarks together make of a statement: it is as good as the worst of them. */
function worst(states: readonly RemarkState[]): StatementState {
  const order: readonly RemarkState[] = ['failing', 'not observed', 'specified', 'proven'];
  return order.find((state) => states.includes(state)) ?? 'specified';
}

/** The title of a page that nobody has written a feature for: its id, as far as that can be read. */
function titleOf(id: string, names: ReadonlyMap<string, string>): string {
  const [kind, name = id] = id.split(/\/(.*)/s);
  const known = names.get(name) ?? names.get(`_${name}`);
  if (known !== undefined) return known;
  if (kind !== 'guide') return name.toUpperCase();
  const words = name.replace(/--/g, ', ').replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const REFERENCE = 'https://learn.microsoft.com/windows-hardware/drivers/ddi/ndischimney/';
const GUIDE = 'https://learn.microsoft.com/previous-versions/windows/hardware/network/';

/** Where the documentation has a page: where its feature says so, or else by the page's id. */
function originalOf(id: string, description: string): string | null {
  const said = /\]\((https:\/\/learn\.microsoft\.com\/[^\s)]*)\)/.exec(
    description.slice(Math.max(0, description.indexOf('Paraphrased from'))),
  )?.[1];
  if (said !== undefined) return said;
  if (id.startsWith('guide/')) return `${GUIDE}${encodeURIComponent(id.slice('guide/'.length))}`;
  return id.startsWith('ddi/') ? REFERENCE : null;
}

/**
 * The chapters in the documentation's order. A page with a feature stands where the specification has it; every other page
 * stands in its chapter of the documentation.
 */
function chaptersOf({ featureChapters, ledgerChapters, features }: Sources, pages: Map<string, Page>): Chapter[] {
  const pageOf = new Map(features.map(({ file, page }) => [file, page ?? file]));
  const specified = new Map(
    featureChapters.map(({ title, pages: files }) => [
      title.toLowerCase(),
      { title, ids: files.flatMap(({ file }) => pageOf.get(file) ?? []) },
    ]),
  );
  const placed = new Set([...specified.values()].flatMap(({ ids }) => ids));
  const chapters: { title: string; ids: string[] }[] = ledgerChapters.map(({ title, pages: all }) => {
    const own = specified.get(title.toLowerCase())?.ids ?? [];
    specified.delete(title.toLowerCase());
    const guide = all.filter((id) => own.includes(id) || !placed.has(id));
    return { title, ids: [...guide, ...own.filter((id) => !guide.includes(id))] };
  });
  const titles = new Set(chapters.map(({ title }) => title.toLowerCase()));
  const rest = [...specified.values()].filter(({ title }) => !titles.has(title.toLowerCase()));
  // Chapters that the documentation does not have under this title stand first: somebody wrote them to be read.
  const all = [...rest, ...chapters];
  const listed = new Set(all.flatMap(({ ids }) => ids));
  const unlisted = [...pages.keys()].filter((id) => !listed.has(id));
  if (unlisted.length > 0) all.push({ title: 'In no chapter', ids: unlisted });
  const slugs = new Slugs();
  return all
    .map(({ title, ids }) => ({ title, slug: slugs.of(title), pages: ids.flatMap((id) => pages.get(id) ?? []) }))
    .filter((chapter) => chapter.pages.length > 0);
}
