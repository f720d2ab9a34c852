import type { Context } from './layout';
import { Layout } from './layout';
import { paths } from './paths';
import { resolverOf } from './parts';
import { Prose } from './text';

/** `features/README.md`: the notation and every phrase. */
export function ReadingPage({ context, guide }: { readonly context: Context; readonly guide: string }) {
  const [, title = 'How to read a feature', rest = ''] = /^#\s+(.+)\n([^]*)$/.exec(guide) ?? ['', undefined, guide];
  return (
    <Layout
      context={context}
      title={title}
      description="The notation of the features, and the whole vocabulary of their steps."
      crumbs={[{ path: paths.index, title: 'Contents' }]}
      wide
    >
      <h1>{title}</h1>
      <div class="guide">
        <Prose text={rest} file="features/README.md" resolve={resolverOf(context)} below={0} />
      </div>
    </Layout>
  );
}
