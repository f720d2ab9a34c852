import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import type { GherkinDocument, Pickle } from '@cucumber/messages';

/** Parses feature files that are given as text, by file name. */
export function parseFeatures(files: Readonly<Record<string, string>>): {
  documents: GherkinDocument[];
  pickles: Pickle[];
} {
  const newId = IdGenerator.incrementing();
  const documents = Object.entries(files).map(([uri, text]) => {
    const parser = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher());
    return { ...parser.parse(text), uri };
  });
  return { documents, pickles: documents.flatMap((document) => compile(document, document.uri, newId)) };
}
