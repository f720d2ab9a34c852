import { createRequire } from 'node:module';

/** What an expression makes of a step's text: its parameters, or null where they do not match. */
export type Match = readonly unknown[] | null;

/** A Cucumber Expression, and the parts of it that are not for the public. */
interface Expression {
  match(text: string): Match;
  readonly treeRegexp?: {
    readonly regexp?: RegExp;
    readonly groupBuilder?: { build?(match: RegExpExecArray, nextGroupIndex: () => number): unknown };
  };
  readonly parameterTypes?: readonly unknown[];
}

/** As much of `@cucumber/cucumber-expressions` as this needs. */
export interface ExpressionLibrary {
  readonly CucumberExpression: { readonly prototype: Expression };
  readonly Argument: { build?(group: unknown, parameterTypes: readonly unknown[]): Match };
}

const patched = new WeakSet<Expression>();

/**
 * Lets Cucumber Expressions find quicker what they match. Cucumber matches each step when an example is put together and
 * once more when it runs; for the places of the parameters it reads the expression anew and rewrites it, since it also
 * serves engines whose regular expressions cannot tell them. Ours can (flag `d`), and the same few steps stand in most
 * examples, so what a text matched is remembered. An expression of another make is left to match as it does.
 * @param library the expressions that Cucumber uses; its own unless given
 */
export function matchQuickly(library: ExpressionLibrary = libraryOfCucumber()): void {
  const { prototype } = library.CucumberExpression;
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const original = Reflect.get(prototype, 'match');
  const matchers = new WeakMap<Expression, (text: string) => Match>();
  /** What the texts matched, by expression: a step is held against one expression after the other. */
  const known = new Map<string, Map<Expression, Match>>();
  let latest: { readonly text: string; readonly matches: Map<Expression, Match> } | null = null;
  prototype.match = function (text) {
    if (latest?.text !== text) {
      const matches = known.get(text) ?? new Map<Expression, Match>();
      known.set(text, matches);
      latest = { text, matches };
    }
    const remembered = latest.matches.get(this);
    if (remembered !== undefined) return remembered;
    const matcher = matchers.get(this) ?? matcherOf(this, library) ?? original.bind(this);
    matchers.set(this, matcher);
    const match = matcher(text);
    latest.matches.set(this, match);
    return match;
  };
}

/** How to match an expression; undefined when it is not made as expected. */
function matcherOf(expression: Expression, { Argument }: ExpressionLibrary): ((text: string) => Match) | undefined {
  const { treeRegexp, parameterTypes } = expression;
  const { regexp, groupBuilder } = treeRegexp ?? {};
  if (!regexp || !groupBuilder?.build || !parameterTypes || !Argument.build) return undefined;
  const withIndices = new RegExp(regexp.source, `${regexp.flags}d`);
  return (text) => {
    const found = withIndices.exec(text);
    let groups = 0;
    return (
      found &&
      (Argument.build?.(
        groupBuilder.build?.(found, () => groups++),
        parameterTypes,
      ) ??
        null)
    );
  };
}

/** What Cucumber itself requires: one of ours would be another one. */
function libraryOfCucumber(): ExpressionLibrary {
  const require = createRequire(createRequire(__filename).resolve('@cucumber/cucumber'));
  return require('@cucumber/cucumber-expressions') as ExpressionLibrary;
}
