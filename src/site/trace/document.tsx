import { renderToStaticMarkup } from 'preact-render-to-string';
import { pictureOf } from './picture';
import { Sequence } from './sequence';

/**
 * The sequence diagram of a trace as an SVG document of its own.
 * @param trace the trace, as an example attaches it
 * @param title the example's name
 */
export function sequenceDocument(trace: string, title: string): string {
  const { layout } = pictureOf(trace, null);
  return renderToStaticMarkup(<Sequence layout={layout} id="sequence" title={title} standalone />);
}
