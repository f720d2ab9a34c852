import type { Remark, Site, StatementRef } from './model';

/** A name of the interface with every place that speaks of it. */
export interface NameUse {
  readonly name: string;
  readonly remarks: readonly string[];
  readonly statements: readonly StatementRef[];
}

/** Names of the interface: statuses, structures and types, functions and handlers, members and values. */
export const NAME = /\b(?:_?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)\b/g;

/**
 * Every name of the interface that a remark or a statement speaks of, in alphabetical order.
 * @param known the names that exist, by lower case; where none are known every word of that form counts
 */
export function namesOf({ remarks, pages }: Site, known: ReadonlyMap<string, string>): NameUse[] {
  const uses = new Map<string, { remarks: Set<string>; statements: StatementRef[] }>();
  const note = (text: string, add: (use: { remarks: Set<string>; statements: StatementRef[] }) => void): void => {
    for (const name of new Set(text.match(NAME) ?? [])) {
      if (known.size > 0 && known.get(name.toLowerCase()) !== name && !/^(?:Miniport|Protocol|Ndis)[A-Z]/.test(name)) {
        continue;
      }
      const use = uses.get(name) ?? { remarks: new Set<string>(), statements: [] };
      add(use);
      uses.set(name, use);
    }
  };
  for (const remark of remarks.values()) note(textOf(remark), (use) => use.remarks.add(remark.id));
  for (const { id, statements } of pages.values()) {
    for (const { at, says } of statements) note(`${at} ${says ?? ''}`, (use) => use.statements.push({ page: id, at }));
  }
  return [...uses]
    .map(([name, use]) => ({ name, remarks: [...use.remarks], statements: use.statements }))
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** All that a remark and its examples say, in one text. */
export function textOf({ title, description, background, examples }: Remark): string {
  const steps = [...background, ...examples.flatMap((example) => example.steps)];
  return [
    title,
    description,
    ...examples.flatMap(({ name, cases }) => [name, ...cases.flatMap(({ cells }) => cells)]),
    ...steps.flatMap(({ text, table }) => [text, ...table.flat()]),
  ].join(' ');
}
