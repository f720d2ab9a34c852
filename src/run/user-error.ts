import { InvalidArgumentError } from 'commander';

/** A mistake in what a command was given, told in one message; nobody is helped by a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The folder of a stack frame's file, when the frame is in the project and not in a dependency or in Node. */
const projectFrame = /^\s+at (?:async )?(?:.*\()?(?:file:\/\/)?((?:\/|[A-Za-z]:[\\/]).*?:\d+):\d+\)?$/;

/**
 * The place in the project's own code where an error arose.
 * @param stack a stack as Node writes it
 * @param root the project's folder; the place is shown relative to it
 * @returns `file:line` with forward slashes, or undefined when no frame is in the project
 */
export function placeInProject(stack: string | undefined, root: string): string | undefined {
  const base = `${root.replaceAll('\\', '/').replace(/\/$/, '')}/`;
  for (const line of (stack ?? '').split('\n')) {
    const place = projectFrame.exec(line.trimEnd())?.[1]?.replaceAll('\\', '/');
    if (place?.startsWith(base) && !place.includes('/node_modules/')) return place.slice(base.length);
  }
  return undefined;
}

/**
 * Tells an error that ends a command as one message without a stack.
 * @param error anything thrown
 * @param root the project's folder
 * @returns the innermost cause's message and, for what is not the user's own mistake, where it arose
 */
export function describeError(error: unknown, root: string): string {
  let cause = error;
  for (let depth = 0; depth < 10 && cause instanceof Error && cause.cause instanceof Error; depth++)
    cause = cause.cause;
  if (!(cause instanceof Error)) return String(cause);
  // What Node and the compiler append are stacks of their own.
  const message = cause.message.split(/\n\s*(?:Require stack|Caused by|Stack backtrace):/, 1)[0] ?? '';
  if (cause instanceof UserError || cause instanceof InvalidArgumentError) return cause.message;
  const place = placeInProject(cause.stack, root);
  return place === undefined ? `${cause.name}: ${message}` : `${place}: ${cause.name}: ${message}`;
}
