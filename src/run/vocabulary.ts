import { CAPABILITIES } from '../ddi/offload-target';

/** How binding a remark is, in the order of force. */
export const levels = ['must', 'should', 'may'] as const;
export type Level = (typeof levels)[number];

/** The media type of the attachment that marks an example in which the violation of the run took effect. */
export const violationExercised = 'text/x.violation-exercised+plain';

/**
 * The media type of the attachment with the names of the monitors by which an example failed, with a space between them:
 * by them alone, because monitors are asked where every step has passed.
 */
export const monitorsThatFound = 'text/x.monitors-that-found+plain';

/**
 * The media type of the attachment that marks an example which was set aside: it is about a fault of its own, and the run
 * has another. It counts as neither passed nor failed.
 */
export const setAside = 'text/x.set-aside+plain';

/**
 * The media type of the trace of an example: an entry a line, and a blank line where what the example is about begins.
 */
export const traceText = 'text/x.trace+plain';

/** What a tag says. */
export type Tag =
  | { readonly kind: 'page'; readonly value: string }
  | { readonly kind: 'level'; readonly value: Level }
  | { readonly kind: 'remark'; readonly value: string }
  | { readonly kind: 'needs' | 'unless'; readonly value: string }
  | { readonly kind: 'unknown'; readonly reason: string };

const pageForm = /^(?:guide|ddi)\/[A-Za-z0-9._-]+$/;
const remarkForm = /^[a-z][a-z0-9-]*\.[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Reads one tag of a feature.
 * @param name the tag as it is written, with its `@`
 * @returns what it says; `unknown` with the reason when it is none of the tags that the specification has
 */
export function parseTag(name: string): Tag {
  const level = levels.find((candidate) => name === `@${candidate}`);
  if (level !== undefined) return { kind: 'level', value: level };
  if (name.startsWith('@page:')) {
    const value = name.slice('@page:'.length);
    if (pageForm.test(value)) return { kind: 'page', value };
    return { kind: 'unknown', reason: `${name} is no page: expected @page:guide/<page> or @page:ddi/<page>` };
  }
  if (name.startsWith('@remark:')) {
    const value = name.slice('@remark:'.length);
    if (remarkForm.test(value)) return { kind: 'remark', value };
    return { kind: 'unknown', reason: `${name} is no remark's id: expected @remark:<area>.<claim-in-kebab-case>` };
  }
  const [, kind, value] = /^@(needs|unless):(.*)$/.exec(name) ?? [];
  if (kind === 'needs' || kind === 'unless') {
    if (CAPABILITIES.some((capability) => capability === value)) return { kind, value: value ?? '' };
    return { kind: 'unknown', reason: `${name} is no capability: expected one of ${CAPABILITIES.join(', ')}` };
  }
  const known = '@page:, @remark:, @must, @should, @may, @needs:, @unless:';
  return { kind: 'unknown', reason: `unknown tag ${name}: the specification's tags are ${known}` };
}
