/** Something that must be put right, and where. */
export interface Problem {
  /** The file, relative to the project, with forward slashes; absent when the whole run is concerned. */
  readonly file?: string;
  /** The line in the file, from 1; absent when the whole file is concerned. */
  readonly line?: number;
  /** What is wrong and how to put it right: one sentence or two, on one line. */
  readonly message: string;
}

/** A path as it is shown: with forward slashes on every system. */
export function posixPath(path: string): string {
  return path.replaceAll('\\', '/');
}

/** A problem as one line, `file:line: message`, so that editors and terminals can open the place. */
export function formatProblem({ file, line, message }: Problem): string {
  const text = message.replace(/\s*\r?\n\s*/g, ' ');
  if (file === undefined) return text;
  return line === undefined ? `${file}: ${text}` : `${file}:${line}: ${text}`;
}

/** The problems by file and line, those of the whole run first; the order of equal places is kept. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...problems].sort((a, b) => compare(a.file ?? '', b.file ?? '') || (a.line ?? 0) - (b.line ?? 0));
}
