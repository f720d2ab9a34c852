/** What the rest of the project may use: the ledger, its findings and the remarks, all read-only. */
export { loadConfiguration, type Configuration } from './configuration';
export { type ChapterCoverage, type Counts, type Coverage, coverageOf, type PageCoverage } from './coverage';
export { checkContents, checkLedger } from './ledger/check';
export { type Chapter, loadContents } from './ledger/contents';
export type {
  Disposition,
  Finding,
  FindingSide,
  Ledger,
  LedgerPage,
  LedgerStatement,
  Nature,
  Wording,
} from './ledger/form';
export { loadLedger } from './ledger/load';
export { Problem } from './problem';
export { readRemarks, type RemarkPlace, type Remarks } from './remarks';
export type { Level } from './say/level';
export type { Kind } from './say/statement';
