/** Ways of editing a page's source: those that change what it says, and those that change only its form. */

/** A generator of numbers from 0 to 1, so that a run can be repeated. */
export type Random = () => number;

/** An edit: the new source, or null when the source offers no place for it. */
export type Edit = (source: string, random: Random) => string | null;

/**
 * Source outside of front matter, banners, tags, link targets, links that stand alone and headings: what can be edited
 * without breaking the markup.
 *
 * @param code whether code counts, in which no markup is read
 * @param html whether blocks of HTML count, in which Markdown is not read
 */
function placesOf(source: string, pattern: RegExp, code: boolean, html = true): { start: number; end: number }[] {
  const masked = (code ? source : source.replace(/^(`{3,})[^]*?^\1|<pre\b[^]*?<\/pre>|`[^`\n]*`/gm, blank))
    .replace(/^---\r?\n[^]*?\r?\n---\r?\n/, blank)
    .replace(/^#.*$/gm, blank)
    .replace(/^(?:<p[^>]*>)?\\?\[[^\]\n]*\](?!\()/gm, blank)
    .replace(html ? /$^/ : htmlBlock, blank)
    .replace(/^[ \t]*(?:[-*][ \t]+)?\[[^\]\n]*\]\([^)\n]*\)[ \t]*$/gm, blank)
    .replace(/<[^>]*>|&#?\w+;/g, blank)
    .replace(/\]\([^)]*\)/g, blank)
    .replace(/^\s*\d+\.\s/gm, blank)
    .replace(/^(?:#+ *-?see[- ]also|## Related topics)[^]*$/gim, blank);
  const seeAlso = /^#+ *(?:-?see[- ]also|related topics)/im.exec(source);
  return [...masked.matchAll(pattern)]
    .map((found) => ({ start: found.index, end: found.index + found[0].length }))
    .filter(({ start }) => seeAlso === null || start < seeAlso.index);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]/g, '\u0001');
}

function replaceOne(pattern: RegExp, change: (found: string) => string): Edit {
  return (source, random) => {
    const places = placesOf(source, pattern, true);
    const place = places[Math.floor(random() * places.length)];
    if (place === undefined) return null;
    return source.slice(0, place.start) + change(source.slice(place.start, place.end)) + source.slice(place.end);
  };
}

/** Edits that change the meaning of exactly one statement. */
export const meaningEdits: Readonly<Record<string, Edit>> = {
  'a number': replaceOne(/(?<![\w.\\])\d+(?![\w\\]|\.\d)/g, (number) => String(Number(number) + 1)),
  'a status or name': replaceOne(/\b[A-Z][A-Z]+(?:\\?_[A-Z]+)+\b/g, (name) => `${name}X`),
  "a name's letter case": replaceOne(
    /\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b/g,
    (name) => name.charAt(0) + name.slice(1).toLowerCase(),
  ),
  'a dropped not': replaceOne(/ not(?=\s)/g, () => ''),
  'an added not': replaceOne(/\b(?:must|should|may|can)(?=\s+(?!not\b)[a-z])/g, (modal) => `${modal} not`),
  'must to should': replaceOne(/\bmust\b/g, () => 'should'),
  'should to must': replaceOne(/\bshould\b/g, () => 'must'),
  'may to must': replaceOne(/\bmay\b/g, () => 'must'),
  'a contracted not': replaceOne(/\b(?:is|are|does|has)(?= [a-z])(?! not)/g, (verb) => `${verb}n't`),
  'cannot to can': replaceOne(/\bcannot\b/g, () => 'can'),
  'an added only': replaceOne(/(?<=\b(?:must|should|may|can) )(?=[a-z])/g, () => 'only '),
  'a dropped word': replaceOne(/(?<=[a-z] )(?:all|only|also|always|never|immediately|first|both|same) /g, () => ''),
  'all to any': replaceOne(/\ball\b/g, () => 'any'),
  'and to or': replaceOne(/\band\b/g, () => 'or'),
  'before and after': replaceOne(/\b(?:before|after)\b/g, (word) => (word === 'before' ? 'after' : 'before')),
  'unless and until': replaceOne(/\b(?:unless|until)\b/g, () => 'if'),
  'who does it': replaceOne(/\b(?:host stack|offload target|cook|kettle)\b/g, () => 'observer'),
  'a unit': replaceOne(/\b(?:milli)?seconds?\b|\bb(?:yte|it)s\b/g, () => 'ticks'),
  'NULL and non-NULL': replaceOne(/\b(?:non-)?NULL\b/g, (word) => (word === 'NULL' ? 'non-NULL' : 'NULL')),
  'a digit of a name': replaceOne(/\b[A-Za-z]+(?<![\dx])\d\b/g, (name) => `${name}0`),
};

/** A block of HTML, which ends at an empty line; and lines that are indented so far that they may be code. */
const htmlBlock =
  /^(?: {0,3}<\/?(?:p|h[1-6r]|table|t[rdh]|div|d[ltd]|[uo]l|li|pre|html|body)\b| {0,3}<\/?\w[^<>]*>[ \t]*$)[^]*?(?=\n[ \t]*\n|$(?![^]))|^ {4,}.*$/gim;

/** @param inBlocks whether the change is markup that is read in blocks of HTML, too */
function replaceAll(pattern: RegExp, change: (found: string) => string, inBlocks = true): Edit {
  return (source) => {
    const places = placesOf(source, pattern, false, inBlocks).reverse();
    if (places.length === 0) return null;
    let edited = source;
    for (const { start, end } of places)
      edited = edited.slice(0, start) + change(edited.slice(start, end)) + edited.slice(end);
    return edited;
  };
}

/** Edits that change only the form of a page. */
export const formEdits: Readonly<Record<string, Edit>> = {
  'link targets': (source) =>
    source.replace(/\]\([^)]*\)/g, '](elsewhere.md#there)').replace(/href="[^"]+"/g, 'href="elsewhere"'),
  'Windows line ends': (source) => source.replace(/\r?\n/g, '\r\n'),
  'a byte-order mark': (source) => `\ufeff${source}`,
  'blanks at line ends': (source) => source.replace(/(?<=[a-z,.]) ?(?=\r?\n[a-z])/g, ' '),
  'curly apostrophes': replaceAll(/(?<=[a-z])'(?=[a-z])/g, () => '\u2019'),
  'non-breaking spaces': replaceAll(/(?<=[a-z]) (?=[a-z])/g, () => '\u00a0'),
  'an entity for a letter': replaceAll(/(?<=[a-z])o(?=[a-z])/g, () => '&#111;'),
  'bold words': replaceAll(/(?<=[a-z]{3} )[a-z]{4,}(?= [a-z]{3})/g, (word) => `<b>${word}</b>`),
  'a line break within a sentence': replaceAll(/(?<=[a-z]{4}) (?=(?!and|or)[a-z]{4,} [a-z])/g, () => '\n'),
  'escaped underscores': replaceAll(/(?<=[A-Z])_(?=[A-Z])/g, () => '\\_', false),
  'bold names': replaceAll(/(?<=[a-z,] )[A-Z][a-z]+(?:[A-Z][a-z]+)+(?=[ .,])/g, (name) => `**${name}**`, false),
  'other list marks': replaceAll(/^-(?= {1,3}\S)/gm, () => '*', false),
  'joined lines': replaceAll(/(?<=[a-z,])\n(?=[a-z])/g, () => ' '),
  'closed headings': (source) => source.replace(/^(#{2,}) +([^#\n]*[^#\s])[ \t]*$/gm, '$1 $2 $1'),
  'no emphasis': (source) => source.replace(/<\/?[bi]>/g, ''),
  'extra blank lines': (source) => source.replace(/\n\r?\n(?=[A-Z#])/g, '\n\n\n'),
};

/** A generator of numbers for a seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
