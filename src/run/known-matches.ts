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
  prototype.match = function (text) {
    const matcher = matchers.get(this) ?? matcherOf(this, library) ?? original.bind(this);
    matchers.set(this, matcher);
    return matcher(text);
  };
}

/** How to match an expression; undefined when it is not made as expected. */
function matcherOf(expression: Expression, { Argument }: ExpressionLibrary): ((text: string) => Match) | undefined {
  const { treeRegexp, parameterTypes } = expression;
  const { regexp, groupBuilder } = treeRegexp ?? {};
  if (!regexp || !groupBuilder?.build || !parameterTypes || !Argument.build) return undefined;
  const withIndices = new RegExp(regexp.source, `${regexp.flags}d`);
  const known = new Map<string, Match>();
  return (text) => {
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    const found = withIndices.exec(text);
    let groups = 0;
    const match =
      found &&
      (Argument.build?.(
        groupBuilder.build?.(found, () => groups++),
        parameterTypes,
      ) ??
        null);
    known.set(text, match);
    return match;
  };
}

/** What Cucumber itself requires: one of ours would be another one. */
function libraryOfCucumber(): ExpressionLibrary {
  const require = createRequire(createRequire(__filename).resolve('@cucumber/cucumber'));
  return require('@cucumber/cucumber-expressions') as ExpressionLibrary;
}
