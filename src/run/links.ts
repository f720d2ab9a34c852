import { posix } from 'node:path';
import type { Feature, GherkinDocument } from '@cucumber/messages';
import { posixPath } from './problem';
import type { Problem } from './problem';

/** What a Markdown link leads to, up to an anchor. */
const linkForm = /\]\(([^)\s#]*)[^)]*\)/g;

/** A target that is not a file of the project. */
const elsewhereForm = /^(?:[a-z][a-z0-9+.-]*:|$)/i;

/** The files that the prose of a feature or Rule links to, relative to the project. */
function linkedFiles(description: string, file: string): string[] {
  return [...description.matchAll(linkForm)]
    .map(([, target = '']) => target)
    .filter((target) => !elsewhereForm.test(target))
    .map((target) => posix.join(posix.dirname(file), target));
}

/**
 * Checks the links in the prose of features. A page whose statements all live on other pages has a feature without a
 * Rule, and then its prose must lead to a feature that has some: without that, a page would be passed over in silence.
 * @param documents the parsed feature files of a run
 * @param exists whether the project has a file, named relative to it with forward slashes
 * @returns what is wrong, with file and line, in the order of the documents
 */
export function linkProblems(documents: readonly GherkinDocument[], exists: (file: string) => boolean): Problem[] {
  return documents.flatMap(({ uri, feature }) =>
    feature ? featureProblems(feature, posixPath(uri ?? ''), exists) : [],
  );
}

function featureProblems(feature: Feature, file: string, exists: (file: string) => boolean): Problem[] {
  const rules = feature.children.flatMap(({ rule }) => rule ?? []);
  const problems = [feature, ...rules].flatMap(({ description, location: { line } }) =>
    linkedFiles(description, file)
      .filter((target) => !exists(target))
      .map((target) => ({ file, line, message: `its prose links to ${target}, which does not exist` })),
  );
  const others = linkedFiles(feature.description, file).filter(
    (target) => target.endsWith('.feature') && target !== file,
  );
  if (feature.children.length > 0 || others.length > 0) return problems;
  const message =
    `the Feature "${feature.name}" has no Rule, and its prose links to no other feature: ` +
    'write a Rule, or link to the features that hold what this page says';
  return [...problems, { file, line: feature.location.line, message }];
}
