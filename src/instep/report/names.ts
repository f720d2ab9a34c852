import type { NamesResult, UnknownName } from '../names';

/** The names that do not exist, each with where it is used; the last line has the numbers. */
export function tellNames({ used, unknown }: NamesResult): string {
  const blocks = unknown.map(({ name, nearest, places, findings, open }) => {
    const near = nearest === null ? '' : `   like ${nearest}`;
    const held = findings.length === 0 ? [] : [`  finding   ${findings.join(', ')}`];
    const where = places.map((place) => {
      const mark = findings.length > 0 && open.includes(place) ? '   no side of it' : '';
      return `  ${place.page}#${place.at}   ${place.file}:${place.line}${mark}`;
    });
    return `${[`${name}${near}`, ...where, ...held].join('\n')}\n`;
  });
  const undecided = unknown.filter(({ open }) => open.length > 0).length;
  const last = `${used} names are used   ${unknown.length} do not exist   ${undecided} of them without a finding`;
  return [...blocks, last, ''].join('\n');
}

/** The same as JSON. */
export function namesAsJson({ used, unknown, problems }: NamesResult): string {
  const told = problems.map(({ what, file, line }) => ({ what, file, line }));
  return `${JSON.stringify({ used, unknown, problems: told }, null, 2)}\n`;
}

/**
 * Drafts of findings about the names that have none, in YAML, one document each. What only people can tell is left empty,
 * and a finding is refused as long as it is.
 */
export function namesAsFindings({ unknown }: NamesResult): string {
  return unknown
    .filter(({ open }) => open.length > 0)
    .map(draft)
    .join('---\n');
}

function draft({ name, nearest, open }: UnknownName): string {
  const id = `name-${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`;
  const like = nearest === null ? '' : `; the facts have ${nearest}`;
  return [
    `id: ${id}`,
    `title: "The name ${name} does not exist${like}"`,
    `nature: ${nearest === null ? 'name-not-in-header' : 'misspelling'}`,
    `names: [${name}]`,
    'sides:',
    ...open.map(({ page, at, fingerprint }) => `  - { page: ${page}, at: ${at}, fingerprint: "${fingerprint}" }`),
    'reading:',
    'why:',
    '',
  ].join('\n');
}
