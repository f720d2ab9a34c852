import type { GherkinDocument } from '@cucumber/messages';
import { posixPath } from './problem';
import { parseTag } from './vocabulary';
import type { Level } from './vocabulary';

/** One remark: a Rule of a feature. */
export interface Remark {
  /** Its id, such as `invalidate.completes-asynchronously`. */
  readonly id: string;
  readonly level: Level;
  /** The claim, as the Rule words it. */
  readonly title: string;
  /** The feature file, relative to the project, with forward slashes, and the Rule's line. */
  readonly file: string;
  readonly line: number;
}

/** A feature file as a page of the documentation, with its remarks in order. */
export interface FeaturePage {
  /** The page as its tag names it, `guide/<page>` or `ddi/<page>`; the file name when the tag is absent. */
  readonly page: string;
  readonly title: string;
  readonly file: string;
  readonly remarks: readonly Remark[];
}

/** The pages of parsed features; Rules without an id or level are left out: the guard tells of them. */
export function pagesOf(documents: readonly GherkinDocument[]): FeaturePage[] {
  return documents.flatMap(({ uri, feature }) => {
    if (!feature) return [];
    const file = posixPath(uri ?? '');
    const page = feature.tags.map(({ name }) => parseTag(name)).find((tag) => tag.kind === 'page')?.value;
    const remarks = feature.children.flatMap(({ rule }): Remark[] => {
      const tags = (rule?.tags ?? []).map(({ name }) => parseTag(name));
      const id = tags.find((tag) => tag.kind === 'remark')?.value;
      const level = tags.find((tag) => tag.kind === 'level')?.value;
      if (!rule || id === undefined || level === undefined) return [];
      return [{ id, level, title: rule.name, file, line: rule.location.line }];
    });
    return [{ page: page ?? file, title: feature.name, file, remarks }];
  });
}
